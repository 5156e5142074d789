import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  forgetSetupToken,
  openStateFolder,
  readOrMakeSecret,
  readOrMakeSetupToken,
  readSecrets,
} from './state-folder.ts'

const modeOf = (path: string) => statSync(path).mode & 0o777

describe('state folder', () => {
  let parent: string
  let path: string

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'holdfast-test-'))
    path = join(parent, 'state')
  })
  afterEach(() => rmSync(parent, { recursive: true }))

  it('is its owner’s only, also when it was there before with other rights', () => {
    mkdirSync(path, { mode: 0o755 })
    openStateFolder(path).release()
    expect(modeOf(path)).toBe(0o700)
  })

  it('belongs to one console at a time, and the refusal says to whom', () => {
    const first = openStateFolder(path)
    first.noteRunning({ pid: 4711, port: 8787, url: 'http://127.0.0.1:8787' })
    expect(() => openStateFolder(path, 0)).toThrow(/process 4711, http:\/\/127\.0\.0\.1:8787/)
    first.release()
    const second = openStateFolder(path, 0)
    expect(second.previous).toBeUndefined()
    second.release()
  })

  it('cannot be made below a file', () => {
    writeFileSync(path, '')
    expect(() => openStateFolder(join(path, 'deeper'))).toThrow(/HOLDFAST_STATE/)
  })

  it('keeps the master secret it made, in a file of its owner’s', () => {
    const folder = openStateFolder(path)
    const secret = readOrMakeSecret(folder, 'HOLDFAST_MASTER_SECRET')
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect(readOrMakeSecret(folder, 'HOLDFAST_MASTER_SECRET')).toBe(secret)
    expect(modeOf(join(path, 'secrets.env'))).toBe(0o600)
    folder.release()
  })

  it('does not make a second master secret over data that the first one sealed', () => {
    const folder = openStateFolder(path)
    mkdirSync(folder.dataPath)
    expect(() => readOrMakeSecret(folder, 'HOLDFAST_MASTER_SECRET')).toThrow(/sealed/)
    folder.release()
  })

  it('passes on what a person added to the secrets', () => {
    const folder = openStateFolder(path)
    const secret = readOrMakeSecret(folder, 'HOLDFAST_MASTER_SECRET')
    writeFileSync(
      join(path, 'secrets.env'),
      `HOLDFAST_MASTER_SECRET=${secret}\n\nHOLDFAST_MASTER_SECRET_PREVIOUS = old\n`,
    )
    expect(readSecrets(folder)).toEqual({ HOLDFAST_MASTER_SECRET: secret, HOLDFAST_MASTER_SECRET_PREVIOUS: 'old' })
    folder.release()
  })

  it('keeps the setup token until it is used', () => {
    const folder = openStateFolder(path)
    const { token, sha256 } = readOrMakeSetupToken(folder)
    expect(readOrMakeSetupToken(folder).token).toBe(token)
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(readFileSync(join(path, 'setup-token'), 'utf8')).toContain(token)
    forgetSetupToken(folder)
    expect(readOrMakeSetupToken(folder).token).not.toBe(token)
    folder.release()
  })
})
