import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { buildLinuxInstaller, quoteForShell } from './linux-installer.ts'

const script = buildLinuxInstaller({ consoleUrl: 'https://console.example', token: 'hfe_abc' })

describe('the Linux installer', () => {
  it('is a script that a shell understands', () => {
    expect(script.startsWith('#!/bin/sh\n')).toBe(true)
    expect(execFileSync('sh', ['-n'], { input: script }).toString()).toBe('')
  })

  it('gives the token to the agent by a file of root only', () => {
    const uses = script.split('\n').filter((line) => line.includes('$token') || line.includes('hfe_abc'))
    // printf is a part of the shell: no process has the token among its arguments.
    expect(uses).toEqual(["token='hfe_abc'", `printf '%s\\n' "$token" >"$work/token"`])
    expect(script).toMatch(/^umask 077$/m)
  })

  it.each(["it's", '$(id)', '`id`', 'a"b', 'back\\slash', 'two\nlines', ''])(
    'keeps %j one word for the shell',
    (text) => {
      const said = execFileSync('sh', ['-s'], { input: `printf '<%s>' ${quoteForShell(text)}` }).toString()
      expect(said).toBe(`<${text}>`)
    },
  )
})
