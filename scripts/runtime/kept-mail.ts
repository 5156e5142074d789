/**
 * Mail of a local console that no mail server is set up for. The Worker hands it over through the log, with all its words;
 * here it becomes files in the state folder, and what is printed says only where.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface KeptMail {
  messageId: string
  to: string
  from: string
  subject: string
  text: string
  html: string
}

const FOLDER = 'mails'
const MARK = '{"keptMail":'
/** Two files each. The oldest ones go. */
const MAX_MAILS = 200

/** The line to print in place of a log line that holds a mail; null for any other line. */
export function keepMail(stateFolder: string, logLine: string): string | null {
  if (!logLine.startsWith(MARK)) return null
  const { keptMail: mail } = JSON.parse(logLine) as { keptMail: KeptMail }
  const folder = join(stateFolder, FOLDER)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Begins with a time-ordered uid.
  const name = (mail.messageId.split('@')[0] ?? '').replace(/[^\w-]/g, '')
  const file = join(folder, `${name}.txt`)
  const head = `From: ${mail.from}\nTo: ${mail.to}\nSubject: ${mail.subject}\n\n`
  writeFileSync(file, head + mail.text, { mode: 0o600 })
  writeFileSync(join(folder, `${name}.html`), mail.html, { mode: 0o600 })
  const names = readdirSync(folder).sort()
  for (const old of names.slice(0, Math.max(0, names.length - MAX_MAILS * 2))) rmSync(join(folder, old))
  return `A mail to ${mail.to} ("${mail.subject}") was kept: ${file}`
}

/** Whether the console is a developer's own: no other machine knows its address. */
export function isLocalAddress(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}
