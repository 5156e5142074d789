import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { buildLinuxInstaller, quoteForShell } from './linux-installer.ts'

const script = buildLinuxInstaller({ consoleUrl: 'https://console.example', token: 'hfe_abc' })

describe('the Linux installer', () => {
  it('is a script that a shell understands', () => {
    expect(script.startsWith('#!/bin/sh\n')).toBe(true)
    expect(execFileSync('sh', ['-n'], { input: script }).toString()).toBe('')
  })

  it('gives the token to the agent by the environment only', () => {
    const uses = script.split('\n').filter((line) => line.includes('$token') || line.includes('hfe_abc'))
    expect(uses).toEqual([
      "token='hfe_abc'",
      'HOLDFAST_ENROL_TOKEN="$token" /usr/local/bin/holdfast-agent enrol --url "$console" --no-wait </dev/null',
    ])
  })

  it.each(["it's", '$(id)', '`id`', 'a"b', 'back\\slash', 'two\nlines', ''])(
    'keeps %j one word for the shell',
    (text) => {
      const said = execFileSync('sh', ['-s'], { input: `printf '<%s>' ${quoteForShell(text)}` }).toString()
      expect(said).toBe(`<${text}>`)
    },
  )
})
