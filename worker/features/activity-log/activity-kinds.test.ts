import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../contract/operations.ts'
import { UNAUDITED } from '../../http/audit-exchange.ts'
import { describeActivity, isKnownActivity } from './activity-kinds.ts'

const projectFolder = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

describe('what was done', () => {
  it('is said with the names that were kept', () => {
    expect(describeActivity('JobCreated', { name: 'Nightly' })).toBe('The backup job "Nightly" was created.')
    expect(describeActivity('SignInFailed', { reason: 'wrong_password' })).toBe(
      'A sign-in was refused (wrong password).',
    )
    expect(describeActivity('ImpersonationStarted', { userName: 'anna', organizationName: 'Acme' })).toBe(
      'Logged in as the user "anna" of "Acme".',
    )
  })

  it('is said without what was not kept', () => {
    expect(describeActivity('JobCreated', {})).toBe('The backup job was created.')
    expect(describeActivity('UserCreated', { userName: 'anna' })).toBe('The user "anna" was created.')
    expect(describeActivity('JobCreated', { name: { first: 1 } })).toBe('The backup job was created.')
    expect(describeActivity('ImpersonationStarted', { userName: 'anna' })).toBe('Logged in as the user "anna".')
    expect(describeActivity('AuditChainBroken', { name: null, reason: 'The event is missing.' })).toBe(
      'The audit chain is broken: The event is missing.',
    )
  })

  it('is said by its own name when nobody knows it', () => {
    expect(describeActivity('TenantMoved', { name: 'acme' })).toBe('Tenant moved "acme".')
    expect(describeActivity('TenantMoved', {})).toBe('Tenant moved.')
  })

  it('has a sentence wherever the source writes an event', () => {
    const calls =
      /(?:auditStatement|auditEachCompany|auditRefusal|auditRepeated|recordAudit)\([\s\S]{0,600}?\bkind: ([^,}\n]+)/g
    const written = globSync('{worker,durable-objects}/**/*.ts', { cwd: projectFolder })
      .filter((file) => !/\.(test|setup)\.ts$/.test(file))
      .flatMap((file) => [...readFileSync(join(projectFolder, file), 'utf8').matchAll(calls)])
      .flatMap(([, kind = '']) => [...kind.matchAll(/'([A-Z]\w+)'/g)].map(([, name = '']) => name))
    expect(written.length).toBeGreaterThan(50)
    expect([...new Set(written)].filter((kind) => !isKnownActivity(kind))).toEqual([])
  })
})

describe('operations that leave no event', () => {
  it('are a few known ones, each with its reason', () => {
    const unsafe = OPERATIONS.filter(({ method }) => method !== 'get').map(({ operationId }) => operationId)
    expect(Object.keys(UNAUDITED).filter((operationId) => !unsafe.includes(operationId))).toEqual([])
    expect(Object.values(UNAUDITED).every((reason) => reason.length > 20)).toBe(true)
  })
})
