import { describe, expect, test } from 'vitest'
import { isCrossOrigin, isProvenSameOrigin } from './same-origin.ts'

const URL_OF_OURS = 'https://backup.example.com'

describe('where a request comes from', () => {
  test.each<[Record<string, string>, boolean, boolean]>([
    [{}, false, false],
    [{ Origin: URL_OF_OURS }, true, false],
    [{ Origin: 'https://backup.example.com.evil.example' }, false, true],
    [{ Origin: 'http://backup.example.com' }, false, true],
    [{ Origin: 'null' }, false, true],
    [{ 'Sec-Fetch-Site': 'same-origin' }, true, false],
    [{ 'Sec-Fetch-Site': 'same-site', Origin: URL_OF_OURS }, false, true],
    [{ 'Sec-Fetch-Site': 'cross-site' }, false, true],
    [{ 'Sec-Fetch-Site': 'none' }, false, true],
  ])("%j is proven ours: %s, and somebody else's: %s", (headers, isOurs, isOther) => {
    expect(isProvenSameOrigin(new Headers(headers), URL_OF_OURS)).toBe(isOurs)
    expect(isCrossOrigin(new Headers(headers), URL_OF_OURS)).toBe(isOther)
  })

  test('nothing is proven by an origin when the console does not know its address', () => {
    expect(isProvenSameOrigin(new Headers({ Origin: URL_OF_OURS }), '')).toBe(false)
  })
})
