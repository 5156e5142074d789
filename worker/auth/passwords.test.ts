import { describe, expect, test } from 'vitest'
import { hashPassword, passwordProblem, verifyPassword } from './passwords.ts'

describe('passwordProblem', () => {
  test.each(['correct horse battery', 'Tr0ub4dor&3', 'päßwörtchen', 'aaaaaaab12'])('takes %j', (password) => {
    expect(passwordProblem(password)).toBeNull()
  })

  test.each([
    ['', 'at least 8'],
    ['short 7', 'at least 8'],
    ['👍👍👍👍', 'at least 8'],
    ['x1'.repeat(129), 'at most 256'],
    ['Password1', 'first that are guessed'],
    ['Liverpool1', 'first that are guessed'],
    ['1qaz2wsx', 'first that are guessed'],
    ['12345678', 'first that are guessed'],
    ['hgfedcba', 'first that are guessed'],
    ['ababababab', 'first that are guessed'],
  ])('refuses %j: %s', (password, reason) => {
    expect(passwordProblem(password)).toContain(reason)
  })
})

describe('passwordProblem of somebody', () => {
  const owner = {
    userName: 'Anna.Schmidt',
    organizationName: 'Northwind Traders',
    email: 'a.schmidt@northwind.example',
  }

  test.each([
    'anna.schmidt',
    'ANNA.SCHMIDT',
    'anna.schmidt2026!',
    '1-AnnaSchmidt',
    'Northwind Traders',
    'northwindtraders1',
    'a.schmidt@northwind.example',
    '(a.schmidt) 1',
  ])('refuses %j', (password) => {
    expect(passwordProblem(password, owner)).toContain('name of the user')
    expect(passwordProblem(password)).toBeNull()
  })

  test.each(['anna likes boats', 'northwind & southwind', '4711 0815 42'])('takes %j', (password) => {
    expect(passwordProblem(password, owner)).toBeNull()
  })
})

describe('hashPassword', () => {
  test('keeps its parameters with the hash and a salt of its own', async () => {
    const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
    expect(first).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(second).not.toBe(first)
  })

  test('makes what verifyPassword knows again, however its letters are composed', async () => {
    const stored = await hashPassword('ärger im büro')
    expect(await verifyPassword('ärger im büro'.normalize('NFD'), stored)).toBe(true)
    expect(await verifyPassword('Ärger im büro', stored)).toBe(false)
    expect(await verifyPassword('', stored)).toBe(false)
  })

  test('can be raised without losing what was stored under lower cost', async () => {
    const weaker = '$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$'
    const { scryptSync } = await import('node:crypto')
    const key = scryptSync('old password', Buffer.alloc(16), 32, { N: 16, r: 8, p: 1 })
      .toString('base64')
      .replace(/=+$/, '')
    expect(await verifyPassword('old password', weaker + key)).toBe(true)
    expect(await verifyPassword('new password', weaker + key)).toBe(false)
  })

  test.each([null, '', 'plain text', '$scrypt$ln=15,r=8,p=1$$'])(
    'nobody has a password when %j is stored',
    async (stored) => {
      expect(await verifyPassword('', stored)).toBe(false)
    },
  )
})
