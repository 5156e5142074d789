import { describe, expect, it } from 'vitest'
import { auditChanges } from './audit-changes.ts'

describe('auditChanges', () => {
  it('names each changed scalar by its dotted path', () => {
    const before = { name: 'A', services: { agents: { quota: 1, isEnforced: false } }, tags: ['x'] }
    const after = { name: 'A', services: { agents: { quota: 2, isEnforced: false } }, tags: ['x', 'y'] }
    expect(auditChanges(before, after)).toEqual({
      'services.agents.quota': { from: 1, to: 2 },
      tags: { from: ['x'], to: ['x', 'y'] },
    })
  })

  it('shows an object that came or went as a whole', () => {
    expect(auditChanges({ agents: null }, { agents: { quota: 2 } })).toEqual({
      agents: { from: null, to: { quota: 2 } },
    })
  })

  it('says nothing where nothing changed, absent and null being the same', () => {
    expect(auditChanges({ name: 'A', alias: null }, { name: 'A' })).toEqual({})
  })
})
