/** How the address and the timeout of a mail server are written, and what they mean. */
import { fail, ok, type Result } from './result.ts'

export interface ServerAddress {
  host: string
  /** Null: not said. */
  port: number | null
}

/** "mail.example.com", "mail.example.com:465", "192.0.2.1:25", "[2001:db8::1]:587". The failure says what it must be. */
export function parseServerAddress(text: string): Result<ServerAddress, string> {
  const match = /^(?:\[([\da-f:.]+)\]|([^\s:[\]/@]+))(?::(\d{1,5}))?$/i.exec(text.trim())
  if (match === null) return fail('must be a host name or address, with a port behind a colon if it is another one')
  const host = (match[1] ?? match[2] ?? '').toLowerCase()
  if (match[1] === undefined && !isHostName(host)) return fail('must name a host')
  const port = match[3] === undefined ? null : Number(match[3])
  if (port !== null && (port < 1 || port > 65_535)) return fail('must have a port from 1 to 65535')
  return ok({ host, port })
}

function isHostName(host: string): boolean {
  return (
    host.length <= 253 &&
    host
      .split('.')
      .every((label) => label.length <= 63 && /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?$/u.test(label))
  )
}

export const MIN_TIMEOUT_MS = 1_000
export const MAX_TIMEOUT_MS = 300_000

/** "00:01:40", "00:00:30.5000000" and "PT30S" alike. The failure says what it must be. */
export function parseTimeout(text: string): Result<number, string> {
  const span = /^(\d{1,2}):([0-5]?\d):([0-5]?\d)(?:\.(\d{1,7}))?$/.exec(text.trim())
  const duration = /^PT(?=\d)(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:\.(\d{1,7}))?S)?$/i.exec(text.trim())
  const found = span ?? duration
  if (found === null) return fail('must be a time span such as 00:01:40')
  const [hours, minutes, seconds] = [found[1], found[2], found[3]].map((part) => Number(part ?? 0))
  const fraction = found[4] === undefined ? 0 : Number(`0.${found[4]}`)
  const timeoutMs = Math.round((((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0) + fraction) * 1000)
  if (timeoutMs < MIN_TIMEOUT_MS || timeoutMs > MAX_TIMEOUT_MS) return fail('must be from 1 second to 5 minutes')
  return ok(timeoutMs)
}

/** "00:01:40", with a fraction only where there is one. */
export function toTimeSpan(timeoutMs: number): string {
  const two = (count: number) => String(count).padStart(2, '0')
  const seconds = Math.floor(timeoutMs / 1000)
  const fraction = timeoutMs % 1000 === 0 ? '' : `.${String(timeoutMs % 1000).padStart(3, '0')}0000`
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fraction}`
}
