/** The few parts of ASN.1 DER that a certificate is made of. */

export type Bytes = Uint8Array<ArrayBuffer>

export function der(tag: number, ...contents: Bytes[]): Bytes {
  const body = concat(contents)
  return concat([Uint8Array.of(tag), lengthOf(body.length), body])
}

export function sequence(...contents: Bytes[]): Bytes {
  return der(0x30, ...contents)
}

/** Of an unsigned number, given big-endian. */
export function integer(bytes: Bytes): Bytes {
  const start = bytes.findIndex((byte) => byte !== 0)
  const digits = start < 0 ? Uint8Array.of(0) : bytes.slice(start)
  return der(0x02, (digits[0] ?? 0) >= 0x80 ? concat([Uint8Array.of(0), digits]) : digits)
}

/** Of a dotted identifier. */
export function objectIdentifier(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const digits = [value % 128]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest % 128) + 128)
  return digits
}

export function utf8String(text: string): Bytes {
  return der(0x0c, encode(text))
}

export function bitString(bytes: Bytes): Bytes {
  return der(0x03, Uint8Array.of(0), bytes)
}

/** UTCTime until 2049, GeneralizedTime after, as RFC 5280 wants it. */
export function time(epochMs: number): Bytes {
  const digits = new Date(epochMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '')
  const isShort = Number(digits.slice(0, 4)) < 2050
  return der(isShort ? 0x17 : 0x18, encode(isShort ? digits.slice(2) : digits))
}

export const NULL: Bytes = Uint8Array.of(0x05, 0x00)

export function concat(parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

function encode(text: string): Bytes {
  return new Uint8Array(new TextEncoder().encode(text))
}

function lengthOf(size: number): Bytes {
  if (size < 0x80) return Uint8Array.of(size)
  const digits: number[] = []
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256)
  return Uint8Array.of(0x80 + digits.length, ...digits)
}
