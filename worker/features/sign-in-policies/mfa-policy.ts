/**
 * Whether the users of an organization must have a second factor. Two switches: for the organization's own users (of a
 * reseller for those of its companies too), and for all organizations below. What a level has switched on, a lower one
 * cannot switch off.
 */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Scope } from '../../auth/scope.ts'
import { POLICY_CHANGEABLE, type PolicySettings, policySettings } from '../../contract/organizations/policy.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { isMfaDemandedAbove } from '../../db/mfa-policy.ts'
import { retryChange } from '../../db/retry-change.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { higherLevel, mayTakeBack } from '../accounts/user-mfa-policy.ts'

type Request = ApiRequest<{ organizationUid: string }>
type Stored = NonNullable<Awaited<ReturnType<typeof findStored>>>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The organization' }

async function findStored(scope: Scope, db: Db, organizationUid: string) {
  const reached = await scope.findOrganization(organizationUid)
  if (reached === null) return null
  const row = await db
    .select({
      uid: organizations.uid,
      type: organizations.type,
      enforcedBy: organizations.mfaEnforcedBy,
      belowEnforcedBy: organizations.mfaBelowEnforcedBy,
      isDemandedAbove: isMfaDemandedAbove(organizationUid),
    })
    .from(organizations)
    .where(and(eq(organizations.uid, organizationUid), isNull(organizations.deletedAt)))
    .get()
  return row ?? null
}

function toSettings({ type, enforcedBy, belowEnforcedBy, isDemandedAbove }: Stored): PolicySettings {
  return {
    mfaPolicyStatus: isDemandedAbove === 1 ? 'EnabledByInheritance' : enforcedBy === null ? 'Disabled' : 'Enabled',
    enforceMfaPolicy: type === 'Company' ? null : belowEnforcedBy !== null,
  }
}

/** Companies are in the care of whoever manages second factors; provider and resellers are not. */
function careProblem(scope: Scope, { type }: Stored): ApiFailure | null {
  if (type === 'Company' || scope.has('mfaPolicies.manage')) return null
  return { code: 'forbidden', permission: 'mfaPolicies.manage' }
}

export async function getPolicySettings({ scope, db, params }: Request): Promise<Result<PolicySettings, ApiFailure>> {
  const stored = await findStored(scope, db, params.organizationUid)
  if (stored === null) return fail(NOT_FOUND)
  const problem = careProblem(scope, stored)
  return problem === null ? ok(toSettings(stored)) : fail(problem)
}

export function patchPolicySettings(request: Request): Promise<Result<PolicySettings, ApiFailure>> {
  return retryChange(() => changeOnce(request))
}

async function changeOnce(request: Request): Promise<Result<PolicySettings, ApiFailure> | null> {
  const { scope, db, params, patch, now } = request
  const stored = await findStored(scope, db, params.organizationUid)
  if (stored === null) return fail(NOT_FOUND)
  const refused = careProblem(scope, stored)
  if (refused !== null) return fail(refused)
  const before = toSettings(stored)
  const patched = applyPatch({ current: before, operations: patch, schema: policySettings, allowed: POLICY_CHANGEABLE })
  if (!patched.ok) return patched
  const after = patched.value
  const problem = changeProblem(scope, stored, before, after)
  if (problem !== null) return fail(problem)
  const { enforcedBy, belowEnforcedBy } = levelsAfter(scope, stored, after, patch)
  try {
    await runBatch(db, [
      requireInBatch(
        db,
        sql`EXISTS (SELECT 1 FROM organizations WHERE uid = ${stored.uid} AND deleted_at IS NULL
          AND mfa_enforced_by IS ${stored.enforcedBy} AND mfa_below_enforced_by IS ${stored.belowEnforcedBy})`,
      ),
      db
        .update(organizations)
        .set({ mfaEnforcedBy: enforcedBy, mfaBelowEnforcedBy: belowEnforcedBy, updatedAt: now })
        .where(eq(organizations.uid, stored.uid)),
      bumpUsersBelow(db, stored.uid),
      auditStatement(db, request, {
        organizationUid: stored.uid,
        kind: 'MfaPolicyEdited',
        target: { type: 'MfaPolicy', uid: stored.uid },
        changes: auditChanges(before, after),
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return null
    throw error
  }
  const changed = await findStored(scope, db, stored.uid)
  return changed === null ? fail(NOT_FOUND) : ok(toSettings(changed))
}

/** Asked for once more by a higher level, a demand is from then on that level's. */
function levelsAfter(
  { organizationType: level }: Scope,
  stored: Stored,
  after: PolicySettings,
  patch: Request['patch'],
): Pick<Stored, 'enforcedBy' | 'belowEnforcedBy'> {
  const isNamed = (property: string) =>
    patch.some(({ op, path }) => op !== 'test' && path.replace(/^\//, '').toLowerCase() === property.toLowerCase())
  const { enforcedBy, belowEnforcedBy } = stored
  const belowLevel = level === 'Company' ? 'Reseller' : level
  return {
    enforcedBy: !isNamed('mfaPolicyStatus')
      ? enforcedBy
      : after.mfaPolicyStatus === 'Enabled'
        ? higherLevel(level, enforcedBy)
        : after.mfaPolicyStatus === 'Disabled'
          ? null
          : enforcedBy,
    belowEnforcedBy: !isNamed('enforceMfaPolicy')
      ? belowEnforcedBy
      : after.enforceMfaPolicy === true
        ? higherLevel(belowLevel, belowEnforcedBy)
        : null,
  }
}

function changeProblem(
  { organizationType }: Scope,
  stored: Stored,
  before: PolicySettings,
  after: PolicySettings,
): ApiFailure | null {
  const { mfaPolicyStatus: wanted, enforceMfaPolicy: wantedBelow } = after
  if (wanted !== before.mfaPolicyStatus) {
    if (wanted === 'Unknown' || wanted === 'EnabledByInheritance')
      return invalid('mfaPolicyStatus', 'may be set to Enabled or Disabled')
    if (wanted === 'Disabled' && before.mfaPolicyStatus === 'EnabledByInheritance')
      return { code: 'forbidden', message: 'An organization above demands a second factor of these users.' }
    if (wanted === 'Disabled' && !mayTakeBack(organizationType, stored.enforcedBy)) return HIGHER_LEVEL
  }
  if (wantedBelow === before.enforceMfaPolicy) return null
  if (stored.type === 'Company')
    return invalid('enforceMfaPolicy', 'is null for a company, which has no organization below')
  if (wantedBelow === null) return invalid('enforceMfaPolicy', 'must be true or false')
  return wantedBelow || mayTakeBack(organizationType, stored.belowEnforcedBy) ? null : HIGHER_LEVEL
}

const HIGHER_LEVEL: ApiFailure = {
  code: 'forbidden',
  message: 'The second factor was demanded by a higher level, which alone can take it back.',
}

function invalid(property: string, reason: string): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" ${reason}.`, property }
}

/** Users show what is demanded of them: lists of the organization, of all below it and of those above look different now. */
function bumpUsersBelow(db: Db, organizationUid: string): Statement {
  return db.run(sql`
    INSERT INTO collection_revisions (collection, organization_uid, rev)
    SELECT 'users', o.uid, 1 FROM organizations o, organizations self
    WHERE self.uid = ${organizationUid} AND (o.uid = self.uid OR o.type = 'Provider' OR self.type = 'Provider'
      OR o.reseller_uid = self.uid OR o.uid = self.reseller_uid)
    ON CONFLICT (collection, organization_uid) DO UPDATE SET rev = rev + 1`)
}
