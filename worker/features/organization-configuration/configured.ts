/** The organization that a request configures, and how a change of what it has set is written. */
import { sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { ReachedOrganization } from '../../auth/scope.ts'
import { type AuditEntry, auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, type Statement } from '../../db/client.ts'
import { organizationConfigurations } from '../../db/schema/mail.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { type ChainLink, readChain } from '../../mail/organization-chain.ts'

export type ByOrganization<Query = unknown, Body = unknown> = ApiRequest<{ organizationUid: string }, Query, Body>

export interface Configured {
  organization: ReachedOrganization
  /** The organization's own link. */
  own: ChainLink
  /** Lowest first, the own one included. */
  chain: ChainLink[]
}

export const NO_ORGANIZATION: ApiFailure = { code: 'not_found', what: 'The organization' }

/** Within the caller's reach only; what it inherits is read from above whoever asks. */
export async function findConfigured(
  request: Pick<ApiRequest, 'scope' | 'db'>,
  organizationUid: string,
): Promise<Result<Configured, ApiFailure>> {
  const organization = await request.scope.findOrganization(organizationUid)
  if (organization === null) return fail(NO_ORGANIZATION)
  const chain = await readChain(request.db, organizationUid)
  const [own] = chain
  return own === undefined ? fail(NO_ORGANIZATION) : ok({ organization, own, chain })
}

export interface ConfigurationChange {
  own: ChainLink
  set: Partial<Omit<typeof organizationConfigurations.$inferInsert, 'organizationUid' | 'rev' | 'updatedAt'>>
  audit: Omit<AuditEntry, 'organizationUid'>
  also?: Statement[]
}

/** False: another change came between; nothing was written. */
export async function writeConfiguration(request: ApiRequest, change: ConfigurationChange): Promise<boolean> {
  const { db, now } = request
  const { own, set, audit, also = [] } = change
  try {
    await runBatch(db, [
      requireInBatch(
        db,
        sql`coalesce((SELECT rev FROM organization_configurations WHERE organization_uid = ${own.uid}), 0) = ${own.rev}
          AND EXISTS (SELECT 1 FROM organizations WHERE uid = ${own.uid} AND deleted_at IS NULL)`,
      ),
      db
        .insert(organizationConfigurations)
        .values({ organizationUid: own.uid, ...set, updatedAt: now })
        .onConflictDoUpdate({
          target: organizationConfigurations.organizationUid,
          set: { ...set, rev: own.rev + 1, updatedAt: now },
        }),
      ...also,
      auditStatement(db, request, { organizationUid: own.uid, ...audit }),
    ])
    return true
  } catch (error) {
    if (isGuardFailure(error)) return false
    throw error
  }
}
