import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isLocalAddress, keepMail } from './kept-mail.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-mail-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const mail = {
  messageId: 'abc-1@localhost',
  to: 'a@b.example',
  from: 'c@d.example',
  subject: 'Hi',
  text: 'SECRET',
  html: '<p>',
}

describe('keepMail', () => {
  it('writes the mail where only its owner reads it, and says where without its words', () => {
    const line = keepMail(folder, JSON.stringify({ keptMail: mail }))
    const file = join(folder, 'mails', 'abc-1.txt')
    expect(line).toBe(`A mail to a@b.example ("Hi") was kept: ${file}`)
    expect(readFileSync(file, 'utf8')).toBe('From: c@d.example\nTo: a@b.example\nSubject: Hi\n\nSECRET')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('leaves other lines alone', () => {
    expect(keepMail(folder, '{"level":"info"}')).toBeNull()
  })

  it('writes nowhere else, whatever the mail is called', () => {
    const line = keepMail(folder, JSON.stringify({ keptMail: { ...mail, messageId: '../../x@y' } }))
    expect(line).toContain(join(folder, 'mails', 'x.txt'))
  })
})

describe('isLocalAddress', () => {
  it('is true of this machine only', () => {
    expect(['http://127.0.0.1:8787', 'http://localhost:1', 'http://[::1]:1'].every(isLocalAddress)).toBe(true)
    expect(isLocalAddress('https://console.example')).toBe(false)
  })
})
