import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contains, formatBlock, isAddressAllowed, networkOf, parseAddress, parseBlock } from './ip-allow-list.ts'

const ipv4 = fc.ipV4()
const ipv6 = fc.ipV6()

function blockOf(text: string) {
  const block = parseBlock(text)
  if (!block.ok) throw new Error(`${text} ${block.failure}`)
  return block.value
}

describe('an address', () => {
  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    ':::',
    '1::2::3',
    '12345::',
    'g::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    '1.2.3.4::',
    '::1.2.3',
    'fe80::1%eth0',
    'localhost',
  ])('is not %j', (text) => {
    expect(parseAddress(text)).toBeNull()
  })

  test('is read in every way that it can be written', () => {
    fc.assert(
      fc.property(ipv6, (text) => {
        const bytes = parseAddress(text)
        expect(bytes).not.toBeNull()
        expect(parseAddress(text.toUpperCase())).toEqual(bytes)
        expect(parseAddress(formatBlock({ bytes: bytes ?? [], prefixLength: (bytes ?? []).length * 8 }))).toEqual(bytes)
      }),
    )
  })

  test('of IPv4 is the same when it arrives in the clothes of IPv6', () => {
    fc.assert(
      fc.property(ipv4, (text) => {
        expect(parseAddress(`::ffff:${text}`)).toEqual(parseAddress(text))
      }),
    )
  })
})

describe('a block', () => {
  test('holds its own addresses and, where one bit of the prefix differs, no other', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), fc.nat(128), fc.nat(1_000_000), (text, wanted, seed) => {
        const bytes = parseAddress(text) ?? []
        const bits = bytes.length * 8
        const prefixLength = wanted % (bits + 1)
        const network = bytes.map((byte, index) => {
          const kept = Math.min(8, Math.max(0, prefixLength - index * 8))
          return byte & ((0xff << (8 - kept)) & 0xff)
        })
        const block = blockOf(formatBlock({ bytes: network, prefixLength }))
        expect(block).toEqual({ bytes: network, prefixLength })
        expect(contains(block, bytes)).toBe(true)
        const flip = (bit: number) =>
          bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte))
        if (prefixLength > 0) expect(contains(block, flip(seed % prefixLength))).toBe(false)
        if (prefixLength < bits) expect(contains(block, flip(prefixLength + (seed % (bits - prefixLength))))).toBe(true)
      }),
    )
  })

  test('of one family holds nothing of the other', () => {
    expect(contains(blockOf('0.0.0.0/0'), parseAddress('2001:db8::1') ?? [])).toBe(false)
    expect(contains(blockOf('::/0'), parseAddress('192.0.2.1') ?? [])).toBe(false)
  })

  test.each([
    ['192.0.2.1/24', 'the block is 192.0.2.0/24'],
    ['2001:db8::1/32', 'the block is 2001:db8::/32'],
    ['192.0.2.0/33', 'between 0 and 32'],
    ['192.0.2.0/', 'between 0 and 32'],
    ['192.0.2.0/024', 'between 0 and 32'],
    ['::/129', 'between 0 and 128'],
    ['192.0.2.0/24/8', 'is no IPv4 or IPv6 address'],
    ['example.com', 'is no IPv4 or IPv6 address'],
  ])('is not %j', (text, reason) => {
    const block = parseBlock(text)
    expect(block.ok ? '' : block.failure).toContain(reason)
  })

  test.each([
    ['192.0.2.7', '192.0.2.7'],
    [' 192.0.2.0/24 ', '192.0.2.0/24'],
    ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
    ['2001:0DB8:0:0:0:0:0:0/32', '2001:db8::/32'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ])('%j is written %j', (text, canonical) => {
    expect(formatBlock(blockOf(text))).toBe(canonical)
  })
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff::', '2001:db8:1:2::/64'],
  ['unreadable', 'unreadable'],
])('%j counts as the client %j', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

describe('an allow-list', () => {
  test.each([
    [null, '203.0.113.9', true],
    [null, null, true],
    [['192.0.2.0/24', '2001:db8::/32'], '192.0.2.200', true],
    [['192.0.2.0/24', '2001:db8::/32'], '2001:db8:1::5', true],
    [['192.0.2.0/24'], '192.0.3.1', false],
    [['192.0.2.0/24'], '::ffff:192.0.2.1', true],
    [['192.0.2.0/24'], null, false],
    [['192.0.2.0/24'], 'unknown', false],
    [[], '192.0.2.1', false],
  ])('of %j says of %j: %j', (blocks, address, isAllowed) => {
    expect(isAddressAllowed(blocks, address)).toBe(isAllowed)
  })
})
