import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileRegex } from './linear-regex.ts'

function matches(pattern: string, text: string, ignoreCase = false): boolean {
  const compiled = compileRegex(pattern, { ignoreCase })
  if (!compiled.ok) throw new Error(`${pattern} ${compiled.failure}`)
  return compiled.value.test(text)
}

/** Patterns of what is known here, as texts. */
const patterns = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('a', 'b', 'B', '.', '\\d', '\\w', '\\S', '[ab]', '[^a]', '[a-c1]', '\\.', '^', '$', '\\b', '-'),
    fc.tuple(tie('node'), tie('node')).map(([first, second]) => first + second),
    fc.tuple(tie('node'), tie('node')).map(([first, second]) => `(?:${first}|${second})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,}', '*?'))
      .map(([body, quantifier]) => `(?:${body}${/[$^b]$/.test(body) ? 'a' : ''})${quantifier}`),
  ),
})).node

describe('a linear regular expression', () => {
  test('finds what the language finds, for patterns that both know', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'c', '1', '.', ' ', '-'), maxLength: 8 })
    fc.assert(
      fc.property(patterns, texts, fc.boolean(), (pattern, text, ignoreCase) => {
        const expected = new RegExp(pattern, ignoreCase ? 'ui' : 'u').test(text)
        expect({ pattern, text, found: matches(pattern, text, ignoreCase) }).toEqual({ pattern, text, found: expected })
      }),
      { numRuns: 500 },
    )
  })

  test('answers patterns that take the language ages', () => {
    const text = `${'a'.repeat(5_000)}!`
    for (const pattern of ['^(a+)+$', '^(a|aa)+$', '^(a|a)*$', '^a*a*a*a*a*b', '(.*)*x', '^(\\w+\\s?)*$'])
      expect(matches(pattern, text)).toBe(false)
  })

  test.each([
    ['(a)\\1', 'not known'],
    ['(?=a)', 'look around'],
    ['(?<name>a)', 'look around'],
    ['(a', 'without'],
    ['a)', 'without'],
    ['[a', 'without'],
    ['*a', 'repeats nothing'],
    ['a**', 'repetition'],
    ['a{3,2}', 'wrong way'],
    ['[z-a]', 'wrong way'],
    ['a\\', 'ends'],
    ['(a{1000}){1000}', 'too large'],
    ['a'.repeat(501), 'at most 500'],
  ])('refuses %s', (pattern, reason) => {
    const compiled = compileRegex(pattern, { ignoreCase: false })
    expect(compiled).toMatchObject({ ok: false, failure: expect.stringContaining(reason) })
  })

  test('sees letters beyond the basic plane as one character', () => {
    expect(matches('^.$', '𝒜')).toBe(true)
    expect(matches('^[𝒜-𝒵]+$', '𝒜𝒵')).toBe(true)
  })
})
