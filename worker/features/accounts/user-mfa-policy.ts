/** Whether a user must have a second factor: set by those who manage it, not taken back by a lower level. */
import type { OrganizationType, RoleName } from '../../../domain/permissions.ts'
import type { Scope } from '../../auth/scope.ts'
import type { User } from '../../contract/accounts/users.ts'
import type { JsonPatchOperation } from '../../contract/common.ts'
import type { ApiFailure } from '../../http/failure.ts'

type PolicyStatus = User['mfaPolicyStatus']
type Actor = Pick<Scope, 'organizationType' | 'role'>

const LEVELS: Record<OrganizationType, number> = { Company: 0, Reseller: 1, Provider: 2 }

/** May somebody of this level take back what was set by that one? */
export function mayTakeBack(actor: OrganizationType, setBy: OrganizationType | null): boolean {
  return setBy === null || LEVELS[actor] >= LEVELS[setBy]
}

/** What was set by the higher of two levels stays set by it. */
export function higherLevel<Level extends OrganizationType>(a: Level, b: Level | null): Level {
  return b === null || LEVELS[a] >= LEVELS[b] ? a : b
}

/** Of them nobody in their own organization demands anything. */
const FIRST_ROLES: readonly RoleName[] = ['PortalAdministrator', 'ResellerOwner', 'CompanyOwner']

/** `wanted` as a patch or an input says it; null when it may be so. `isSelf`: whoever asks speaks of itself. */
export function mfaPolicyProblem(
  scope: Actor,
  current: { status: PolicyStatus; setBy: OrganizationType | null },
  wanted: PolicyStatus,
  isSelf: boolean,
): ApiFailure | null {
  const property = 'mfaPolicyStatus'
  if (wanted === current.status) return null
  if (wanted === 'Unknown' || wanted === 'EnabledByInheritance')
    return { code: 'invalid_input', message: `"${property}" may be set to Enabled or Disabled.`, property }
  if (wanted === 'Enabled') return null
  if (current.status === 'EnabledByInheritance')
    return {
      code: 'forbidden',
      message: 'A policy of the organization, or of one above it, demands a second factor of this user.',
    }
  if (isSelf && !FIRST_ROLES.includes(scope.role))
    return {
      code: 'forbidden',
      message: 'A second factor is demanded of you. Those who manage you can take that back.',
    }
  if (mayTakeBack(scope.organizationType, current.setBy)) return null
  return {
    code: 'forbidden',
    message: 'The second factor was demanded by a higher level, which alone can take it back.',
  }
}

/** What is stored then. Inherited policies are no part of the user. */
export function mfaPolicyColumn(
  scope: Actor,
  setBy: OrganizationType | null,
  wanted: PolicyStatus,
): { mfaEnforcedBy: OrganizationType | null } {
  if (wanted === 'EnabledByInheritance') return { mfaEnforcedBy: setBy }
  return { mfaEnforcedBy: wanted === 'Enabled' ? higherLevel(scope.organizationType, setBy) : null }
}

/** Demanded once more by a higher level it is that level's from then on, so that naming it counts. */
export function isMfaPolicyNamed(patch: readonly JsonPatchOperation[]): boolean {
  return patch.some(({ op, path }) => op !== 'test' && path.replace(/^\//, '').toLowerCase() === 'mfapolicystatus')
}
