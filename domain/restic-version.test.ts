import { describe, expect, it } from 'vitest'
import { compareResticVersions, findResticProblem, parseResticVersion } from './restic-version.ts'

const version = (text: string) => parseResticVersion(text) ?? { major: -1, minor: -1, patch: -1 }

it.each([
  ['restic 0.18.0 compiled with go1.24.4 on linux/amd64', { major: 0, minor: 18, patch: 0 }],
  ['restic 0.17.3-dev (compiled manually) compiled with go1.23 on linux/arm64\n', { major: 0, minor: 17, patch: 3 }],
  ['0.16.1', { major: 0, minor: 16, patch: 1 }],
  ['rclone v1.60.1', null],
  ['restic 0.18', null],
  ['restic 0.18.0.1', null],
  ['', null],
])('reads %j', (text, expected) => {
  expect(parseResticVersion(text)).toEqual(expected)
})

it('orders releases by number, not by text', () => {
  expect(compareResticVersions(version('0.9.6'), version('0.18.0'))).toBeLessThan(0)
  expect(compareResticVersions(version('0.18.10'), version('0.18.9'))).toBeGreaterThan(0)
  expect(compareResticVersions(version('0.18.0'), version('0.18.0'))).toBe(0)
})

describe('support', () => {
  it.each(['0.16.1', '0.17.0', '0.18.0', '0.19.1', '0.19.99'])('accepts %s', (text) => {
    expect(findResticProblem(version(text))).toBeNull()
  })

  it('refuses an old and an unknown release with a sentence that names the range', () => {
    expect(findResticProblem(version('0.14.0'))).toBe('restic 0.14.0 is too old: 0.16.1 to 0.19 is needed.')
    expect(findResticProblem(version('0.16.0'))).toContain('too old')
    expect(findResticProblem(version('0.20.0'))).toContain('newer than this agent knows')
    expect(findResticProblem(version('1.0.0'))).toContain('newer than this agent knows')
  })
})
