import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { seedCompany } from '../company/testing/directory.setup.ts'
import { sweepLeases } from './leases.ts'

describe('a tenant whose lease has ended', () => {
  it('is disabled once, with its company told of it', async () => {
    const { companyUid } = await seedCompany()
    await env.DB.prepare('UPDATE tenants SET is_lease_enabled = 1, lease_expires_at = 5000 WHERE company_uid = ?')
      .bind(companyUid)
      .run()
    const isEnabled = async () =>
      (await env.DB.prepare('SELECT is_enabled AS is_it FROM tenants').first<{ is_it: number }>())?.is_it
    await sweepLeases(env, 4_999)
    expect(await isEnabled()).toBe(1)
    await sweepLeases(env, 5_000)
    await sweepLeases(env, 5_001)
    expect(await isEnabled()).toBe(0)
    const { results: events } = await env.DB.prepare(
      "SELECT organization_uid AS uid FROM audit_events WHERE kind = 'TenantLeaseEnded'",
    ).all()
    expect(events).toEqual([{ uid: companyUid }])
    expect(await env.DB.prepare('SELECT count(*) AS n FROM pushes').first()).toEqual({ n: 0 })
  })
})
