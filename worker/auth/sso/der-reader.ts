/** Reads ASN.1 DER, and the indefinite lengths that some programs write into PKCS#12. */
import { type Bytes, concat } from './der.ts'

export interface DerNode {
  tag: number
  /** Without tag and length; of a constructed string the parts put together. */
  content: Bytes
  /** Tag and length included. */
  whole: Bytes
}

export class DerProblem extends Error {}

export function readDer(bytes: Bytes): DerNode {
  return readAt(bytes, 0).node
}

export function childrenOf(node: DerNode): DerNode[] {
  const children: DerNode[] = []
  for (let at = 0; at < node.content.length; ) {
    const { node: child, end } = readAt(node.content, at)
    children.push(child)
    at = end
  }
  return children
}

/** The child at a place, which must be there. */
export function childOf(node: DerNode, index: number): DerNode {
  const child = childrenOf(node)[index]
  if (child === undefined) throw new DerProblem(`There is no element ${index}.`)
  return child
}

/** Octets, whether they were written in one piece or in several. */
export function octetsOf(node: DerNode): Bytes {
  const isInParts = (node.tag & 0x20) !== 0
  return isInParts ? concat(childrenOf(node).map(octetsOf)) : node.content
}

export function objectIdentifierOf({ tag, content }: DerNode): string {
  if (tag !== 0x06) throw new DerProblem('An object identifier is missing.')
  const numbers: number[] = []
  let value = 0
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      numbers.push(value)
      value = 0
    }
  }
  const [first = 0, ...rest] = numbers
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - root * 40, ...rest].join('.')
}

export function smallIntegerOf({ tag, content }: DerNode): number {
  if (tag !== 0x02 || content.length > 4) throw new DerProblem('A small number is missing.')
  return content.reduce((value, byte) => value * 256 + byte, 0)
}

function readAt(bytes: Bytes, start: number): { node: DerNode; end: number } {
  const tag = bytes[start]
  const first = bytes[start + 1]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new DerProblem('The data breaks off.')
  if (first === 0x80) return readIndefinite(bytes, start, tag)
  const digits = first < 0x80 ? 0 : first - 0x80
  if (digits > 4) throw new DerProblem('A length is too long.')
  let length = first < 0x80 ? first : 0
  for (let index = 0; index < digits; index++) length = length * 256 + (bytes[start + 2 + index] ?? 0)
  const from = start + 2 + digits
  const end = from + length
  if (end > bytes.length) throw new DerProblem('The data breaks off.')
  return { node: { tag, content: bytes.slice(from, end), whole: bytes.slice(start, end) }, end }
}

function readIndefinite(bytes: Bytes, start: number, tag: number): { node: DerNode; end: number } {
  let at = start + 2
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) at = readAt(bytes, at).end
  const end = at + 2
  return { node: { tag, content: bytes.slice(start + 2, at), whole: bytes.slice(start, end) }, end }
}
