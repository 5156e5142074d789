/**
 * What those above let a company or a reseller do. Stored is what is withheld, so that a claim of a later version is given;
 * what a reseller does not have, its companies do not have either, whatever is stored for them.
 */
import { eq, sql } from 'drizzle-orm'
import { PERMISSION_CLAIMS, type PermissionClaim, readWithheld } from '../../../domain/permission-claims.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import type { ReachedOrganization, Scope } from '../../auth/scope.ts'
import {
  type EntityPermissions,
  entityPermissions,
  PERMISSIONS_CHANGEABLE,
} from '../../contract/organizations/permissions.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch } from '../../db/client.ts'
import { retryChange } from '../../db/retry-change.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'

type Request = ApiRequest<{ entityUid: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The company or reseller' }

export async function getPermissions(request: Request): Promise<Result<EntityPermissions, ApiFailure>> {
  const entity = await findEntity(request.scope, request.params.entityUid, 'resellers.read')
  if (!entity.ok) return entity
  const withheld = await readClaims(request.db, entity.value)
  return ok(toAnswer(withheld))
}

export async function patchPermissions(request: Request): Promise<Result<EntityPermissions, ApiFailure>> {
  const changed = await retryChange(() => changeOnce(request))
  forgetIdentities()
  return changed
}

/** A reseller's claims are seen by those who see resellers, and set by those who edit them. */
async function findEntity(
  scope: Scope,
  entityUid: string,
  ofReseller: 'resellers.read' | 'resellers.edit',
): Promise<Result<ReachedOrganization, ApiFailure>> {
  const entity = await scope.findOrganization(entityUid)
  if (entity === null || entity.type === 'Provider') return fail(NOT_FOUND)
  if (entity.type === 'Reseller' && !scope.has(ofReseller)) return fail({ code: 'forbidden', permission: ofReseller })
  return ok(entity)
}

interface Withheld {
  /** As stored, to tell whether it changed meanwhile. */
  stored: string | null
  own: PermissionClaim[]
  /** By the reseller above. */
  above: PermissionClaim[]
}

async function readClaims(db: Db, entity: ReachedOrganization): Promise<Withheld> {
  const rows = await db
    .select({ uid: organizations.uid, withheld: organizations.withheldClaims })
    .from(organizations)
    .where(sql`${organizations.uid} IN (${entity.uid}, ${entity.resellerUid ?? ''})`)
  const storedOf = (uid: string | null) => rows.find((row) => row.uid === uid)?.withheld ?? null
  return {
    stored: storedOf(entity.uid),
    own: readWithheld(storedOf(entity.uid)),
    above: readWithheld(storedOf(entity.resellerUid)),
  }
}

function toAnswer({ own, above }: Withheld): EntityPermissions {
  return { claims: PERMISSION_CLAIMS.filter((claim) => !own.includes(claim) && !above.includes(claim)) }
}

async function changeOnce(request: Request): Promise<Result<EntityPermissions, ApiFailure> | null> {
  const { scope, db, params } = request
  const found = await findEntity(scope, params.entityUid, 'resellers.edit')
  if (!found.ok) return found
  const entity = found.value
  const before = await readClaims(db, entity)
  const current = toAnswer(before)
  const patched = applyPatch({
    current,
    operations: request.patch,
    schema: entityPermissions,
    allowed: PERMISSIONS_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const wanted = PERMISSION_CLAIMS.filter((claim) => patched.value.claims.includes(claim))
  const lacking = before.above.find((claim) => wanted.includes(claim))
  if (lacking !== undefined) {
    const message = `"claims" must not hold ${lacking}: the reseller does not have it.`
    return fail({ code: 'invalid_input', message, property: 'claims' })
  }
  // What the reseller lacks is not seen here: whether it is withheld from the company too stays as it is.
  const own = PERMISSION_CLAIMS.filter((claim) =>
    before.above.includes(claim) ? before.own.includes(claim) : !wanted.includes(claim),
  )
  try {
    await runBatch(db, [
      requireInBatch(
        db,
        sql`EXISTS (SELECT 1 FROM organizations o WHERE o.uid = ${entity.uid} AND o.deleted_at IS NULL
          AND o.withheld_claims IS ${before.stored})`,
      ),
      db
        .update(organizations)
        .set({ withheldClaims: own.length === 0 ? null : JSON.stringify(own) })
        .where(eq(organizations.uid, entity.uid)),
      auditStatement(db, request, {
        organizationUid: entity.uid,
        kind: 'PermissionClaimsEdited',
        target: { type: entity.type, uid: entity.uid },
        details: { name: entity.name },
        changes: { claims: { from: current.claims, to: wanted } },
      }),
    ])
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    return null
  }
  return ok({ claims: wanted })
}
