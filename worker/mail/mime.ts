/**
 * A mail as it goes over the wire (RFC 5322, 2045–2047): text and HTML as alternatives in quoted-printable, so that every
 * line is short ASCII. Header values are made here from plain values; nothing a value holds can begin another header.
 */
export interface MailMessage {
  from: { name: string; address: string }
  to: string
  replyTo: string | null
  subject: string
  text: string
  html: string
  /** Without angle brackets. The same for every attempt, so that a copy that arrives twice is known as one. */
  messageId: string
  /** Epoch ms. */
  sentAt: number
  /** Language tag. */
  language: string
}

const MAX_LINE = 76
/** A word may have 75 characters in all: 12 go for `=?UTF-8?B?` and `?=`, and four of base64 carry three bytes. */
const MAX_WORD_BYTES = 45
const encoder = new TextEncoder()

export function buildMime(message: MailMessage): string {
  // "=_" cannot occur in quoted-printable.
  const boundary = `=_${message.messageId.replace(/[^\w-]/g, '_').slice(0, 50)}`
  const headers = [
    `Date: ${toMailDate(message.sentAt)}`,
    `From: ${encodeMailbox(message.from.name, message.from.address)}`,
    `To: ${plainAddress(message.to)}`,
    ...(message.replyTo === null ? [] : [`Reply-To: ${plainAddress(message.replyTo)}`]),
    `Subject: ${encodeText(message.subject, 'Subject: '.length)}`,
    `Message-ID: <${message.messageId.replace(/[^\x21-\x3b\x3d\x3f-\x7e]/g, '')}>`,
    'MIME-Version: 1.0',
    `Content-Language: ${message.language.replace(/[^a-zA-Z-]/g, '')}`,
    'Auto-Submitted: auto-generated',
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"`,
  ]
  const part = (type: string, content: string) =>
    `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${encodeQuotedPrintable(content)}\r\n`
  return `${headers.join('\r\n')}\r\n\r\n${part('text/plain', message.text)}${part('text/html', message.html)}--${boundary}--\r\n`
}

/** RFC 5322 in UTC: "Tue, 24 Nov 2026 03:00:16 +0000". */
export function toMailDate(epochMs: number): string {
  return new Date(epochMs).toUTCString().replace('GMT', '+0000')
}

export function encodeQuotedPrintable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(encodeLine)
    .join('\r\n')
}

function encodeLine(line: string): string {
  const bytes = encoder.encode(line)
  const units = Array.from(bytes, (byte, index) => {
    const isBlankInside = byte === 0x20 && index < bytes.length - 1
    const isPlain = (byte > 0x20 && byte < 0x7f && byte !== 0x3d) || isBlankInside
    return isPlain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  let encoded = ''
  let length = 0
  for (const unit of units) {
    // One place is kept for the "=" of a soft line break.
    if (length + unit.length > MAX_LINE - 1) {
      encoded += '=\r\n'
      length = 0
    }
    encoded += unit
    length += unit.length
  }
  return encoded
}

/** Unstructured text: as it is when it is short ASCII, otherwise as encoded words (RFC 2047), folded. */
export function encodeText(text: string, usedLength = 0): string {
  const clean = oneLine(text)
  const isPlain = /^[\x20-\x7e]*$/.test(clean) && !clean.includes('=?') && usedLength + clean.length <= MAX_LINE
  return isPlain ? clean : encodeWords(clean)
}

function encodeMailbox(name: string, address: string): string {
  const clean = oneLine(name)
  if (clean === '') return plainAddress(address)
  const isPlain = /^[\x20-\x7e]*$/.test(clean) && !clean.includes('=?') && clean.length < 60
  const phrase = isPlain ? `"${clean.replace(/["\\]/g, '\\$&')}"` : encodeWords(clean)
  return `${phrase}\r\n <${plainAddress(address)}>`
}

function encodeWords(text: string): string {
  const words: string[] = []
  let bytes: number[] = []
  for (const character of text) {
    const next = encoder.encode(character)
    if (bytes.length + next.length > MAX_WORD_BYTES) {
      words.push(encodeWord(bytes))
      bytes = []
    }
    bytes.push(...next)
  }
  words.push(encodeWord(bytes))
  return words.join('\r\n ')
}

function encodeWord(bytes: number[]): string {
  return `=?UTF-8?B?${btoa(String.fromCharCode(...bytes))}?=`
}

/** Its domain in ASCII. An address that could end its header, or begin another one, is a mistake of the caller. */
export function plainAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)]
  // Between quotes a local part may hold blanks and brackets.
  const isQuoted = /^"(?:[^"\\]|\\.)*"$/u.test(local)
  if (/[\p{Cc}\u2028\u2029]/u.test(address) || /[<>\s]/.test(isQuoted ? domain : address))
    throw new Error('A mail address holds what no address may hold.')
  return `${local}@${asciiDomain(domain)}`
}

/** "bücher.example" is "xn--bcher-kva.example" on the wire. */
export function asciiDomain(domain: string): string {
  if (/^[\x21-\x7e]*$/.test(domain)) return domain
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : domain
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
}
