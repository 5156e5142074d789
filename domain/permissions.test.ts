import { describe, expect, test } from 'vitest'
import { PERMISSION_CLAIMS, readWithheld, withoutWithheld } from './permission-claims.ts'
import { PERMISSIONS, ROLES, type RoleName } from './permissions.ts'

const names = Object.keys(ROLES) as RoleName[]

describe('the roles', () => {
  test('are the sixteen of the API', () => {
    expect(names).toHaveLength(16)
  })

  test.each(names)('%s names no permission twice', (name) => {
    const { permissions, managesRoles } = ROLES[name]
    expect([...new Set(permissions)]).toEqual(permissions)
    expect([...new Set(managesRoles)]).toEqual(managesRoles)
  })

  test.each(names)('%s manages nobody of its own organization who may more than it', (name) => {
    const { organizationType, managesRoles, permissions } = ROLES[name]
    const more = managesRoles
      .filter((managed) => ROLES[managed].organizationType === organizationType)
      .flatMap((managed) => ROLES[managed].permissions.filter((permission) => !permissions.includes(permission)))
    expect(more).toEqual([])
  })

  test.each(names)('%s manages nobody of an organization above its own', (name) => {
    const order = ['Company', 'Reseller', 'Provider']
    const level = order.indexOf(ROLES[name].organizationType)
    const above = ROLES[name].managesRoles.filter((managed) => order.indexOf(ROLES[managed].organizationType) > level)
    expect(above).toEqual([])
  })

  test('manage users only with the permission for it, and the other way round', () => {
    const differing = names.filter(
      (name) => ROLES[name].permissions.includes('users.manage') !== ROLES[name].managesRoles.length > 0,
    )
    expect(differing).toEqual([])
  })

  test('leave the owner of a reseller, impersonation and API keys that were disabled to the Portal Administrator', () => {
    const others = names.filter((name) => name !== 'PortalAdministrator')
    for (const name of others) {
      expect(ROLES[name].managesRoles).not.toContain('ResellerOwner')
      for (const permission of ['users.impersonate', 'apiKeys.enable', 'resellers.edit'] as const)
        expect(ROLES[name].permissions).not.toContain(permission)
    }
  })

  test('that only read hold nothing that changes anything', () => {
    for (const name of ['PortalReadonlyOperator', 'ResellerUser', 'CompanyLocationUser'] as const) {
      const changing = ROLES[name].permissions.filter(
        (permission) => !permission.endsWith('.read') && !permission.startsWith('dashboards.'),
      )
      expect(changing, name).toEqual([])
    }
  })
})

describe('claims that are withheld', () => {
  test('take exactly the permission that they stand for', () => {
    const left = withoutWithheld(PERMISSIONS, new Set(['HostedVbrJobDelete', 'HostedVbrJobStartStop']))
    expect(PERMISSIONS.filter((permission) => !left.includes(permission))).toEqual(['jobs.delete', 'jobs.run'])
  })

  test('take the settings of jobs when none of them is left', () => {
    const settings = PERMISSION_CLAIMS.filter((claim) => /^HostedVbrJob\w+Write$/.test(claim))
    expect(withoutWithheld(PERMISSIONS, new Set(settings))).not.toContain('jobs.settings')
    expect(withoutWithheld(PERMISSIONS, new Set(settings.slice(1)))).toContain('jobs.settings')
  })

  test('of products that are not run here take nothing', () => {
    const foreign = PERMISSION_CLAIMS.filter((claim) => !claim.startsWith('HostedVbrJob'))
    expect(withoutWithheld(PERMISSIONS, new Set(foreign))).toEqual(PERMISSIONS)
  })

  test('are read as they were stored, and unknown ones are none', () => {
    expect(readWithheld(null)).toEqual([])
    expect(readWithheld('["HostedVbrJobEdit", "SomethingElse"]')).toEqual(['HostedVbrJobEdit'])
  })
})
