import { describe, expect, it } from 'vitest'
import { createEscrow } from './escrow.ts'

const OLD = { HOLDFAST_MASTER_SECRET: btoa('o'.repeat(32)).replaceAll('=', '') }
const NEW = { HOLDFAST_MASTER_SECRET: btoa('n'.repeat(32)).replaceAll('=', '') }

function aStore() {
  const facts = new Map<string, string>()
  return {
    facts,
    readFact: (key: string) => facts.get(key) ?? null,
    saveFact: (key: string, value: string) => void facts.set(key, value),
  }
}

describe('escrow', () => {
  it('opens what it sealed, for the repository it was sealed for, in the company it was sealed in', async () => {
    const store = aStore()
    const escrow = createEscrow({ companyUid: 'acme', store, secrets: OLD })
    const sealed = await escrow.seal('repository 1', 'a password of some length')
    expect(sealed).not.toContain('password')
    expect(await escrow.open('repository 1', sealed)).toBe('a password of some length')
    await expect(escrow.open('repository 2', sealed)).rejects.toThrow()
    const other = createEscrow({ companyUid: 'other', store, secrets: OLD })
    await expect(other.open('repository 1', sealed)).rejects.toThrow()
  })

  it('opens it after a restart and after a rotation of the master secret, with the old one no longer known', async () => {
    const store = aStore()
    const sealed = await createEscrow({ companyUid: 'acme', store, secrets: OLD }).seal('repository', 'secret words')
    const rotated = { ...NEW, HOLDFAST_MASTER_SECRET_PREVIOUS: OLD.HOLDFAST_MASTER_SECRET }
    expect(await createEscrow({ companyUid: 'acme', store, secrets: rotated }).open('repository', sealed)).toBe(
      'secret words',
    )
    expect(await createEscrow({ companyUid: 'acme', store, secrets: NEW }).open('repository', sealed)).toBe(
      'secret words',
    )
  })

  it('follows a rotation without being used, once there is something to follow', async () => {
    const store = aStore()
    const rotated = { ...NEW, HOLDFAST_MASTER_SECRET_PREVIOUS: OLD.HOLDFAST_MASTER_SECRET }
    await createEscrow({ companyUid: 'acme', store, secrets: rotated }).renew()
    expect(store.facts.size).toBe(0)
    const sealed = await createEscrow({ companyUid: 'acme', store, secrets: OLD }).seal('repository', 'secret words')
    await createEscrow({ companyUid: 'acme', store, secrets: rotated }).renew()
    expect(await createEscrow({ companyUid: 'acme', store, secrets: NEW }).open('repository', sealed)).toBe(
      'secret words',
    )
  })

  it('does not open without the master secret', async () => {
    const store = aStore()
    const sealed = await createEscrow({ companyUid: 'acme', store, secrets: OLD }).seal('repository', 'secret words')
    const escrow = createEscrow({ companyUid: 'acme', store, secrets: NEW })
    await expect(escrow.open('repository', sealed)).rejects.toThrow('master secret')
  })
})
