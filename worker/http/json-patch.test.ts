import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { JsonPatchOperation } from '../contract/common.ts'
import { applyPatch } from './json-patch.ts'

const schema = z.object({
  name: z.string().min(1),
  quota: z.int().nullable(),
  status: z.enum(['Active', 'Disabled']),
  services: z.object({ isEnabled: z.boolean().default(false), limit: z.int().nullable().default(null) }).nullable(),
  tags: z.array(z.string()),
  labels: z.record(z.string(), z.string()).optional(),
  instanceUid: z.string(),
})
const current: z.output<typeof schema> = {
  name: 'Acme',
  quota: 5,
  status: 'Active',
  services: null,
  tags: ['a', 'b'],
  instanceUid: 'x',
}

function patch(...operations: JsonPatchOperation[]) {
  return applyPatch({ current, operations, schema, allowed: ['name', 'quota', 'status', 'services', 'tags', 'labels'] })
}

describe('applyPatch', () => {
  test.each(['/name', 'name', '/Name', 'NAME'])('takes the path %j', (path) => {
    expect(patch({ op: 'replace', path, value: 'Beta' })).toMatchObject({ ok: true, value: { name: 'Beta' } })
  })

  test('leaves the object that it was given as it was', () => {
    patch({ op: 'replace', path: '/tags/0', value: 'z' })
    expect(current.tags).toEqual(['a', 'b'])
  })

  test('reads numbers and enumeration values as leniently as bodies', () => {
    expect(
      patch({ op: 'replace', path: '/quota', value: '450' }, { op: 'replace', path: '/status', value: 'disabled' }),
    ).toMatchObject({
      value: { quota: 450, status: 'Disabled' },
    })
  })

  test('makes a missing parent with its defaults', () => {
    expect(patch({ op: 'add', path: '/services/limit', value: 3 })).toMatchObject({
      value: { services: { isEnabled: false, limit: 3 } },
    })
  })

  test('adds to lists, replaces in them and removes from them', () => {
    expect(patch({ op: 'add', path: '/tags/-', value: 'c' }, { op: 'remove', path: '/tags/0' })).toMatchObject({
      value: { tags: ['b', 'c'] },
    })
    expect(patch({ op: 'replace', path: '/tags/7', value: 'c' })).toMatchObject({ ok: false })
  })

  test('removes a member by making it null, where null is allowed', () => {
    expect(patch({ op: 'remove', path: '/quota' })).toMatchObject({ value: { quota: null } })
    expect(patch({ op: 'remove', path: '/name' })).toMatchObject({ ok: false, failure: { code: 'patch_refused' } })
  })

  test('copies and moves', () => {
    expect(patch({ op: 'copy', path: '/tags/-', from: '/instanceUid' })).toMatchObject({
      value: { tags: ['a', 'b', 'x'] },
    })
    expect(patch({ op: 'move', path: '/name', from: '/instanceUid' })).toMatchObject({ failure: { isReadOnly: true } })
  })

  test('goes on after a test that holds, and changes nothing after one that fails', () => {
    const rename: JsonPatchOperation = { op: 'replace', path: '/name', value: 'Beta' }
    expect(patch({ op: 'test', path: '/instanceUid', value: 'x' }, rename)).toMatchObject({ ok: true })
    expect(patch({ op: 'test', path: '/instanceUid', value: 'y' }, rename)).toMatchObject({ ok: false })
  })

  test('compares by value, whatever the order of members, and absent with null', () => {
    const services = { limit: 3, isEnabled: true }
    const filled: JsonPatchOperation = { op: 'replace', path: '/services', value: services }
    const sameValue = { isEnabled: 'true', limit: '3' }
    expect(patch(filled, { op: 'test', path: '/services', value: sameValue })).toMatchObject({ ok: true })
    expect(patch(filled, { op: 'test', path: '/services/limit', value: 4 })).toMatchObject({ ok: false })
    expect(patch({ op: 'test', path: '/tags', value: ['a', 'b'] })).toMatchObject({ ok: true })
    expect(patch({ op: 'test', path: '/tags', value: ['b', 'a'] })).toMatchObject({ ok: false })
    expect(patch({ op: 'test', path: '/labels' })).toMatchObject({ ok: true })
  })

  test('copies only so much, though a list that is copied into itself doubles each time', () => {
    const operations = Array.from(
      { length: 40 },
      (): JsonPatchOperation => ({ op: 'copy', from: '/tags', path: '/tags/0' }),
    )
    expect(patch(...operations)).toMatchObject({
      ok: false,
      failure: { message: 'A patch may copy at most 1000000 characters.' },
    })
  })

  test('moves nothing into itself', () => {
    expect(patch({ op: 'move', path: '/services/limit', from: '/services' })).toMatchObject({ ok: false })
  })

  test('refuses a read-only property, giving back the operation', () => {
    const operation: JsonPatchOperation = { op: 'replace', path: '/instanceUid', value: 'y' }
    expect(patch(operation)).toEqual({
      ok: false,
      failure: {
        code: 'patch_refused',
        message: 'The property "/instanceUid" cannot be changed.',
        failedJsonPatch: operation,
        isReadOnly: true,
      },
    })
  })

  test.each(['/nothing', '/name/below', '', '/', '/__proto__/polluted', '/labels/__proto__'])(
    'knows no property at %j',
    (path) => {
      expect(patch({ op: 'add', path, value: 'x' })).toMatchObject({ ok: false, failure: { isReadOnly: false } })
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    },
  )

  test('names the operation that made a value of the wrong kind', () => {
    const wrong: JsonPatchOperation = { op: 'replace', path: '/quota', value: 'many' }
    expect(patch(wrong, { op: 'replace', path: '/name', value: 'Beta' })).toMatchObject({
      failure: { failedJsonPatch: wrong, message: '"quota" must be a number.' },
    })
    const unknown: JsonPatchOperation = { op: 'replace', path: '/status', value: 'Idle' }
    expect(patch(unknown)).toMatchObject({ failure: { message: '"status" must be one of Active, Disabled.' } })
  })
})
