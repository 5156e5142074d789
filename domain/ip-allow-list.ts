/**
 * Address blocks from which an organization's users may come: CIDR for IPv4 and IPv6 (RFC 4632, RFC 4291), single
 * addresses as blocks of one. An IPv4 address that arrives mapped into IPv6 (::ffff:192.0.2.1) is the IPv4 address.
 */
import { fail, ok, type Result } from './result.ts'

/** An address as its bytes: 4 or 16. */
export type AddressBytes = readonly number[]

export interface AddressBlock {
  bytes: AddressBytes
  prefixLength: number
}

const MAPPED_PREFIX: AddressBytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]

/** Null when the text is no address. Zones ("%eth0") are no part of an address that comes from afar. */
export function parseAddress(text: string): AddressBytes | null {
  const bytes = text.includes(':') ? parseIpv6(text) : parseIpv4(text)
  if (bytes === null || bytes.length === 4) return bytes
  return MAPPED_PREFIX.every((byte, index) => bytes[index] === byte) ? bytes.slice(12) : bytes
}

/** "192.0.2.0/24", "2001:db8::/32", or an address alone. Bits behind the prefix must be zero: a typing error is told. */
export function parseBlock(text: string): Result<AddressBlock, string> {
  const [address = '', length, ...rest] = text.trim().split('/')
  const bytes = parseAddress(address)
  if (bytes === null || rest.length > 0) return fail('is no IPv4 or IPv6 address, alone or with a prefix length')
  const bits = bytes.length * 8
  if (length === undefined) return ok({ bytes, prefixLength: bits })
  const isMapped = bytes.length === 4 && address.includes(':')
  const given = /^(0|[1-9]\d{0,2})$/.test(length) ? Number(length) : Number.NaN
  const prefixLength = isMapped ? given - 96 : given
  if (!(prefixLength >= 0 && prefixLength <= bits))
    return fail(`needs a prefix length between 0 and ${isMapped ? 128 : bits}`)
  const network = bytes.map((byte, index) => byte & maskByte(prefixLength, index))
  if (network.some((byte, index) => byte !== bytes[index]))
    return fail(`has bits behind its prefix; the block is ${formatBlock({ bytes: network, prefixLength })}`)
  return ok({ bytes, prefixLength })
}

/** One way to write a block: IPv6 as RFC 5952 says, no prefix length where it is a single address. */
export function formatBlock({ bytes, prefixLength }: AddressBlock): string {
  const address = bytes.length === 4 ? bytes.join('.') : formatIpv6(bytes)
  return prefixLength === bytes.length * 8 ? address : `${address}/${prefixLength}`
}

export function contains(block: AddressBlock, address: AddressBytes): boolean {
  if (block.bytes.length !== address.length) return false
  return block.bytes.every((byte, index) => byte === ((address[index] ?? 0) & maskByte(block.prefixLength, index)))
}

/** Counts as one client: of IPv6 the 64 bits that one connection is given, since the rest is its own choice. */
export function networkOf(address: string): string {
  const bytes = parseAddress(address)
  if (bytes === null) return address
  if (bytes.length === 4) return formatBlock({ bytes, prefixLength: 32 })
  return formatBlock({ bytes: bytes.map((byte, index) => (index < 8 ? byte : 0)), prefixLength: 64 })
}

/** True without a list. With one, an address that is unknown or unreadable is on no list. */
export function isAddressAllowed(blocks: readonly string[] | null, address: string | null): boolean {
  if (blocks === null) return true
  const bytes = parseAddress(address ?? '')
  if (bytes === null) return false
  return blocks.some((text) => {
    const block = parseBlock(text)
    return block.ok && contains(block.value, bytes)
  })
}

function maskByte(prefixLength: number, index: number): number {
  const bits = Math.min(8, Math.max(0, prefixLength - index * 8))
  return (0xff << (8 - bits)) & 0xff
}

/** No leading zeros: some readers take "010" for eight. */
function parseIpv4(text: string): number[] | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return null
  const bytes = parts.map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : null
}

function parseIpv6(text: string): number[] | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head = '', tail] = halves
  const front = readGroups(head, tail === undefined)
  const back = tail === undefined ? [] : readGroups(tail, true)
  if (front === null || back === null) return null
  const missing = 16 - front.length - back.length
  if (tail === undefined) return missing === 0 ? front : null
  return missing >= 2 ? [...front, ...Array.from({ length: missing }, () => 0), ...back] : null
}

/** Groups of hex digits as bytes; the last may be an IPv4 address where the text ends with it. */
function readGroups(text: string, isEnd: boolean): number[] | null {
  if (text === '') return []
  const groups = text.split(':')
  const bytes: number[] = []
  for (const [index, group] of groups.entries()) {
    if (group.includes('.')) {
      const embedded = isEnd && index === groups.length - 1 ? parseIpv4(group) : null
      if (embedded === null) return null
      bytes.push(...embedded)
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(group)) return null
      const value = Number.parseInt(group, 16)
      bytes.push(value >> 8, value & 0xff)
    }
  }
  return bytes
}

function formatIpv6(bytes: AddressBytes): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0))
  let zeros = { start: 0, length: 1 }
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > zeros.length) zeros = { start, length }
  }
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  if (zeros.length === 1) return text(groups)
  return `${text(groups.slice(0, zeros.start))}::${text(groups.slice(zeros.start + zeros.length))}`
}
