import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { NO_UID, uid } from '../contract/common.ts'
import { toSpelling } from './lenient-input.ts'
import { shapeOf } from './shape.ts'

const schema = z.object({
  name: z.string(),
  count: z.int().optional(),
  isEnabled: z.boolean().default(false),
  role: z.enum(['CompanyOwner', 'Unknown']).optional(),
  parentUid: uid.optional(),
  siteUid: uid.nullable(),
  quota: z.object({ limitGb: z.number().nullable() }).optional(),
  tags: z.array(z.object({ text: z.string() })).optional(),
})
const spell = (value: unknown) => toSpelling(value, shapeOf(schema))

describe('toSpelling', () => {
  test('takes members in any letter case, nested ones too, and drops unknown ones', () => {
    expect(spell({ NAME: 'x', Quota: { LimitGB: '5' }, Tags: [{ TEXT: 'a' }], permissions: {} })).toEqual({
      name: 'x',
      quota: { limitGb: 5 },
      tags: [{ text: 'a' }],
    })
  })

  test('lets the exact spelling of a member win', () => {
    expect(spell({ Name: 'other', name: 'exact' })).toEqual({ name: 'exact' })
    expect(spell({ name: 'exact', Name: 'other' })).toEqual({ name: 'exact' })
  })

  test('takes numbers and booleans that came as text', () => {
    expect(spell({ count: '450', isEnabled: 'True' })).toEqual({ count: 450, isEnabled: true })
    expect(spell({ count: 'many', isEnabled: 'yes' })).toEqual({ count: 'many', isEnabled: 'yes' })
  })

  test('takes enumeration values in any letter case', () => {
    expect(spell({ role: 'companyowner' })).toEqual({ role: 'CompanyOwner' })
    expect(spell({ role: 'nobody' })).toEqual({ role: 'nobody' })
  })

  test('takes the empty text and the all-zero UUID for none', () => {
    expect(spell({ parentUid: '', siteUid: NO_UID })).toEqual({ siteUid: null })
    expect(spell({ parentUid: NO_UID, siteUid: '' })).toEqual({ siteUid: null })
  })

  test('takes null for absent where null is not allowed', () => {
    expect(spell({ count: null, siteUid: null })).toEqual({ siteUid: null })
  })

  test('leaves values of the wrong kind to the schema', () => {
    expect(spell({ quota: 'none', tags: {} })).toEqual({ quota: 'none', tags: {} })
    expect(spell('text')).toBe('text')
  })
})
