import { describe, expect, it } from 'vitest'
import { parseServerAddress, parseTimeout, toTimeSpan } from './mail-server.ts'

describe('parseServerAddress', () => {
  it.each([
    ['Mail.Example.com', { host: 'mail.example.com', port: null }],
    [' mail.example.com:465 ', { host: 'mail.example.com', port: 465 }],
    ['192.0.2.1:25', { host: '192.0.2.1', port: 25 }],
    ['[2001:db8::1]:587', { host: '2001:db8::1', port: 587 }],
    ['bücher.example', { host: 'bücher.example', port: null }],
  ])('reads %s', (text, value) => {
    expect(parseServerAddress(text)).toEqual({ ok: true, value })
  })

  it.each([
    '',
    'a b',
    'mail:',
    'mail:0',
    'mail:65536',
    'smtp://mail',
    'user@mail',
    '2001:db8::1',
    '-a.example',
    'a\r\nb',
  ])('refuses %j', (text) => {
    expect(parseServerAddress(text).ok).toBe(false)
  })
})

describe('parseTimeout', () => {
  it.each([
    ['00:01:40', 100_000],
    ['00:00:30.5000000', 30_500],
    ['PT30S', 30_000],
    ['PT1M40S', 100_000],
  ])('reads %s', (text, value) => {
    expect(parseTimeout(text)).toEqual({ ok: true, value })
  })

  it.each(['', 'PT', '30', '00:00:00', '00:05:01', '1.00:00:01', 'PT1H', 'soon'])('refuses %j', (text) => {
    expect(parseTimeout(text).ok).toBe(false)
  })

  it('is written as it is read', () => {
    for (const timeoutMs of [1_000, 30_500, 100_000, 300_000])
      expect(parseTimeout(toTimeSpan(timeoutMs))).toEqual({ ok: true, value: timeoutMs })
  })
})
