import { describe, expect, it } from 'vitest'
import {
  type GivenServices,
  givenServicesProblem,
  lostServiceInUse,
  type OwnServices,
  tenantLimitProblem,
} from './reseller-limits.ts'

const OWN: OwnServices = {
  hostedServices: { vbPublicCloudManagementEnabled: false },
  remoteServices: {
    backupAgentsManagement: { workstationAgentsQuota: 10, serverAgentsQuota: null },
    vb365ManagementEnabled: false,
    backupServersManagementEnabled: true,
    vbPublicCloudManagementEnabled: false,
  },
}
const NOTHING: GivenServices = {
  hostedServices: { isVbPublicCloudManagementEnabled: false },
  remoteServices: {
    backupAgentsManagement: null,
    backupServersManagement: null,
    vb365ServersManagement: null,
    isVbPublicCloudManagementEnabled: false,
  },
}

function giving(remoteServices: Partial<GivenServices['remoteServices']>): GivenServices {
  return { ...NOTHING, remoteServices: { ...NOTHING.remoteServices, ...remoteServices } }
}

describe('what a reseller gives a company', () => {
  it('may be every service that it has itself, and no other', () => {
    expect(givenServicesProblem(giving({ backupServersManagement: {} }), null, OWN)).toBeNull()
    expect(givenServicesProblem(giving({ vb365ServersManagement: {} }), null, OWN)?.property).toBe(
      'companyServices.remoteServices.vb365ServersManagement',
    )
  })

  it('stays with the company that had it before', () => {
    const given = giving({ vb365ServersManagement: {} })
    expect(givenServicesProblem(given, given, OWN)).toBeNull()
  })

  it('is no more agents than its own quota, where it has one', () => {
    const agents = (workstationAgentsQuota: number | null, serverAgentsQuota: number | null) =>
      givenServicesProblem(giving({ backupAgentsManagement: { workstationAgentsQuota, serverAgentsQuota } }), null, OWN)
    expect(agents(10, 1_000)).toBeNull()
    expect(agents(null, null)).toBeNull()
    expect(agents(11, 0)?.message).toContain('itself has 10, and cannot give 11')
  })
})

describe('a service of a reseller', () => {
  const less: OwnServices = {
    ...OWN,
    remoteServices: { ...OWN.remoteServices, backupServersManagementEnabled: false },
  }

  it('can be taken from it only when no company uses it', () => {
    expect(lostServiceInUse(OWN, less, [NOTHING])).toBeNull()
    const user = giving({ backupServersManagement: {} })
    expect(lostServiceInUse(OWN, less, [NOTHING, user, user])?.message).toContain('2 companies')
    expect(lostServiceInUse(less, less, [user])).toBeNull()
  })
})

describe('a tenant of a reseller', () => {
  const asked = { maxConcurrentTask: 3, isBackupProtectionEnabled: true, backupProtectionPeriod: 7 }

  it('has at most the tasks and the days of the reseller', () => {
    expect(tenantLimitProblem(asked, null, { maxConcurrentTask: 3, insiderProtectionQuota: 7 })).toBeNull()
    expect(tenantLimitProblem(asked, null, { maxConcurrentTask: 2, insiderProtectionQuota: 7 })?.property).toBe(
      'maxConcurrentTask',
    )
    expect(tenantLimitProblem(asked, null, { maxConcurrentTask: 3, insiderProtectionQuota: 6 })?.property).toBe(
      'backupProtectionPeriod',
    )
  })

  it('keeps what it has when the limit came later', () => {
    expect(tenantLimitProblem(asked, asked, { maxConcurrentTask: 1, insiderProtectionQuota: 1 })).toBeNull()
  })

  it('has no limit where the reseller has none', () => {
    expect(tenantLimitProblem(asked, null, null)).toBeNull()
    expect(tenantLimitProblem(asked, null, { maxConcurrentTask: null, insiderProtectionQuota: null })).toBeNull()
  })
})
