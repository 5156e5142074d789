import { type OrganizationType, ROLES, type RoleName } from '../../../domain/permissions.ts'

function isRole(role: string): role is RoleName {
  return role in ROLES
}

/** Made with their organization or its tenant, one of each: nobody is given them afterwards. */
const madeWithOrganization: readonly RoleName[] = ['CompanyOwner', 'ResellerOwner', 'CompanyTenant']

/** Roles that somebody may give, to users of one kind of organization or of any. */
export function assignableRoles(giver: string, organizationType?: OrganizationType): RoleName[] {
  if (!isRole(giver)) return []
  return ROLES[giver].managesRoles.filter(
    (role) =>
      !madeWithOrganization.includes(role) &&
      (organizationType === undefined || ROLES[role].organizationType === organizationType),
  )
}

export function organizationTypeOf(role: string): OrganizationType | undefined {
  return isRole(role) ? ROLES[role].organizationType : undefined
}

/** Whether somebody of one role may change users of another; the API decides again. */
export function isManagedBy(manager: string, role: string): boolean {
  return isRole(manager) && isRole(role) && ROLES[manager].managesRoles.includes(role)
}
