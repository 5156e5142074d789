import { describe, expect, it } from 'vitest'
import { clientName } from './client-name.ts'

describe('the name of a client program', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0',
      'Edge, Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
      'Safari, macOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'Firefox, Linux'],
    [
      'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36',
      'Chrome, Android',
    ],
    ['curl/8.5.0', 'curl'],
  ])('of %s is %s', (userAgent, name) => {
    expect(clientName(userAgent)).toBe(name)
  })

  it('is what it says of itself where nobody knows it, and never too long', () => {
    expect(clientName('backup-integration 2')).toBe('backup-integration 2')
    expect(clientName('x'.repeat(500))).toHaveLength(80)
  })

  it('is said to be unknown where there is none', () => {
    expect(clientName(null)).toMatch(/unknown/i)
  })
})
