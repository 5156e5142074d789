import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { userRole } from '../contract/accounts/users.ts'
import { predatesVersion36, shapeBefore36 } from './older-clients.ts'
import { projectorOf } from './project.ts'
import { shapeOf } from './shape.ts'
import { columnsOf } from './write-csv.ts'

describe('the version that a client was written for', () => {
  test.each([
    ['3.2', true],
    ['3.5.1', true],
    ['v3.4', true],
    ['3', true],
    ['2.9', true],
    ['3.6', false],
    ['3.6.2', false],
    ['3.10', false],
    ['4', false],
    ['', false],
    ['newest', false],
  ])('%j is before 3.6: %j', (version, isOlder) => {
    expect(
      predatesVersion36(new Request('https://console.example', { headers: { 'X-Client-Version': version } })),
    ).toBe(isOlder)
  })

  test('is the one of today where it says none', () => {
    expect(predatesVersion36(new Request('https://console.example'))).toBe(false)
  })
})

describe('an answer to a client of an older version', () => {
  const inner = z.object({
    role: userRole.nullable(),
    roles: z.array(userRole),
    byName: z.record(z.string(), userRole),
  })
  const schema = z.object({
    role: userRole,
    inner,
    either: z.union([z.object({ role: userRole }), z.number()]),
    get self() {
      return schema.nullable()
    },
  })
  const shape = shapeOf(schema)
  const value = {
    role: 'CompanyTenant',
    inner: { role: 'CompanyTenant', roles: ['CompanyOwner', 'CompanyTenant'], byName: { ann: 'CompanyTenant' } },
    either: { role: 'CompanyTenant' },
    self: null,
  }

  test('says Unknown for what has come later, wherever it stands', () => {
    expect(projectorOf(shapeBefore36(shape))(value)).toEqual({
      role: 'Unknown',
      inner: { role: 'Unknown', roles: ['CompanyOwner', 'Unknown'], byName: { ann: 'Unknown' } },
      either: { role: 'Unknown' },
      self: null,
    })
    expect(projectorOf(shape)(value)).toEqual(value)
  })

  test('has the same columns', () => {
    expect(columnsOf(shapeBefore36(shape))).toEqual(columnsOf(shape))
  })
})
