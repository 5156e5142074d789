import { describe, expect, it } from 'vitest'
import { parseCommand } from './arguments.ts'

describe('the command line', () => {
  it('of each command', () => {
    expect(
      parseCommand(['enrol', '--url', 'https://console.example.com/base/', '--token-file', '/t', '--tag', ' a ']),
    ).toMatchObject({
      ok: true,
      value: {
        name: 'enrol',
        url: 'https://console.example.com/base',
        tokenFile: '/t',
        tag: 'a',
        waits: true,
        isAgain: false,
      },
    })
    expect(parseCommand(['run', '--restic', '/r', '--state', '/s'])).toMatchObject({
      value: { name: 'run', restic: '/r', state: '/s' },
    })
    expect(parseCommand(['status', '--json'])).toMatchObject({
      value: { name: 'status', isJson: true, isCheck: false },
    })
    expect(parseCommand(['install', '--print', '--system', 'mac'])).toMatchObject({
      value: { isPrint: true, system: 'mac' },
    })
    expect(parseCommand(['--version'])).toEqual({ ok: true, value: { name: 'version' } })
    expect(parseCommand(['status', '-h'])).toEqual({ ok: true, value: { name: 'help' } })
  })

  it.each([
    [[], 'Which command?'],
    [['fly'], 'There is no command "fly".'],
    [['toString'], 'There is no command "toString".'],
    [['run', 'fast'], '"fast" is not understood.'],
    [['run', '--json'], '--json does not belong to "run".'],
    [['run', '--fast'], "Unknown option '--fast'"],
    [['enrol', '--url', 'ftp://x'], '--url must begin with https://'],
    [['enrol', '--url', 'https://u:p@x'], 'must not hold a user name'],
    [['enrol', '--url', 'https://x/?a'], 'without "?"'],
    [['enrol', '--url', 'https://x', '--tag', 'x'.repeat(256)], 'at most 255'],
    [['enrol', '--token=abc'], 'can be read by every user'],
    [['enrol', '--token', 'abc'], 'can be read by every user'],
    [['install', '--system', 'amiga'], '--system must be'],
  ])('%j is refused with a sentence', (argv, sentence) => {
    expect(parseCommand(argv)).toMatchObject({ ok: false, failure: expect.stringContaining(sentence) })
  })
})
