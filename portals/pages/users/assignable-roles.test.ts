import { describe, expect, it } from 'vitest'
import { assignableRoles, isManagedBy, organizationTypeOf } from './assignable-roles.ts'

describe('roles that somebody may give', () => {
  it('are those of the kind of organization', () => {
    expect(assignableRoles('PortalAdministrator', 'Company')).toContain('CompanyAdministrator')
    expect(assignableRoles('PortalAdministrator', 'Company')).not.toContain('PortalAdministrator')
    expect(assignableRoles('PortalAdministrator')).toContain('PortalAdministrator')
  })

  it('never include the owner, who is made with the organization', () => {
    expect(assignableRoles('PortalAdministrator')).not.toContain('CompanyOwner')
    expect(assignableRoles('ResellerOwner')).not.toContain('ResellerOwner')
  })

  it('are none for those who only look, and for roles that are not known', () => {
    expect(assignableRoles('CompanyLocationUser')).toEqual([])
    expect(assignableRoles('SomethingNewer')).toEqual([])
    expect(organizationTypeOf('SomethingNewer')).toBeUndefined()
  })

  it('decide whom one may change', () => {
    expect(isManagedBy('CompanyAdministrator', 'CompanyLocationUser')).toBe(true)
    expect(isManagedBy('CompanyAdministrator', 'CompanyOwner')).toBe(false)
  })
})
