import { describe, expect, it } from 'vitest'
import { auditChanges, HIDDEN, isSecretName, keptChanges, keptDetails } from './audit-changes.ts'

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

describe('secrets', () => {
  it.each([
    'password',
    'ownerCredentials',
    'smtp.password',
    'clientSecret',
    'refresh_token',
    'privateKey',
    'apiKey',
    'totpSecretUrl',
    'recoveryCodes',
    'Authorization',
  ])('are known by the name %s', (name) => {
    expect(isSecretName(name)).toBe(true)
  })

  it.each(['name', 'tokenUid', 'passwordCustody', 'apiKeyId', 'secretCount', 'keyboard', 'secretary', 'description'])(
    'are not suspected behind %s',
    (name) => {
      expect(isSecretName(name)).toBe(false)
    },
  )

  it('are kept as changed, never as they were', () => {
    expect(
      keptChanges({
        'ownerCredentials.password': { from: null, to: 'hunter2 hunter2' },
        'smtp.credentials.login': { from: 'a', to: 'b' },
        isPasswordRequired: { from: false, to: true },
        name: { from: 'A', to: 'B' },
      }),
    ).toEqual({
      'ownerCredentials.password': { from: null, to: HIDDEN },
      'smtp.credentials.login': { from: HIDDEN, to: HIDDEN },
      isPasswordRequired: { from: false, to: true },
      name: { from: 'A', to: 'B' },
    })
  })

  it('are taken out of lists, of objects inside and of running text', () => {
    const kept = keptDetails({
      servers: [{ host: 'mail', password: 'hunter2' }],
      note: 'uses hfk_abcdefghijklmnopqrstuvwxyz0123456789 for now',
      pem: 'x -----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----',
    })
    expect(kept).toEqual({
      servers: [{ host: 'mail', password: HIDDEN }],
      note: `uses ${HIDDEN} for now`,
      pem: `x ${HIDDEN}`,
    })
  })

  it('do not make an event endless: long text is cut', () => {
    const kept = keptDetails({ script: 'x'.repeat(10_000) })
    expect(JSON.stringify(kept).length).toBeLessThan(2_100)
  })
})
