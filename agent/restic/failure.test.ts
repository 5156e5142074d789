import { describe, expect, it } from 'vitest'
import { explainEnding } from './failure.ts'

const ending = (code: number | null, ...said: string[]) =>
  explainEnding({ code, signal: null, said, wasInterrupted: false })

describe('why restic ended', () => {
  it.each([
    [10, 'noRepository'],
    [11, 'locked'],
    [12, 'wrongPassword'],
    [130, 'canceled'],
  ])('is told by exit code %i from 0.17 on', (code, kind) => {
    expect(ending(code).kind).toBe(kind)
  })

  it.each([
    ['Fatal: wrong password or no key found', 'wrongPassword'],
    ['unable to create lock in backend: repository is already locked by PID 7 on host by root', 'locked'],
    [
      'Fatal: unable to open config file: stat /x/config: no such file or directory\nIs there a repository at the following location?\n/x',
      'noRepository',
    ],
    [
      'Fatal: unable to open config file: <config/> does not exist\nIs there a repository at the following location?',
      'noRepository',
    ],
    ['Fatal: unable to save snapshot: unexpected HTTP response (507): 507 Insufficient Storage', 'full'],
    [
      'Fatal: unable to open config file: unexpected HTTP response (401): 401 Unauthorized\nIs there a repository at',
      'credentialRefused',
    ],
    ['server response unexpected: 403 Forbidden (403)', 'writeRefused'],
    ['Save(<data/ab>) failed: unexpected HTTP response (413): 413 Request Entity Too Large', 'tooLarge'],
    ['Fatal: write /tmp/restic-temp: no space left on device', 'diskFull'],
    ['Fatal: Head "http://x/config": dial tcp 127.0.0.1:1: connect: connection refused', 'unreachable'],
    ['Fatal: unable to open config file: unexpected HTTP response (503): 503', 'unreachable'],
    ['Fatal: ciphertext verification failed', 'damaged'],
  ])('is told by its text under exit code 1: %s', (text, kind) => {
    expect(ending(1, text).kind).toBe(kind)
  })

  it('is told by an earlier line when the last one does not tell', () => {
    const lines = [
      'Save(<data/ab>) failed: unexpected HTTP response (403): 403 Forbidden',
      'Fatal: unable to save snapshot: context canceled',
    ]
    expect(ending(1, ...lines).kind).toBe('writeRefused')
  })

  it('is a stop when it was told to stop, whatever it said then', () => {
    expect(explainEnding({ code: 1, signal: null, said: ['Fatal: context canceled'], wasInterrupted: true }).kind).toBe(
      'canceled',
    )
  })

  it('is given in its own words, in one short line, when nothing is known of it', () => {
    expect(ending(1, 'Fatal: something\nnew').sentence).toBe('restic failed: something new')
    expect(ending(99).sentence).toBe('restic failed with exit code 99.')
    expect(explainEnding({ code: null, signal: 'SIGKILL', said: [], wasInterrupted: false }).sentence).toContain(
      'SIGKILL',
    )
    expect(ending(1, `Fatal: ${'x'.repeat(5000)}`).sentence.length).toBeLessThan(400)
  })
})
