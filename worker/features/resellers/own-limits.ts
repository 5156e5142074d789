/** Limits of the reseller whose user is asking; the provider's and the companies' own users have none of these. */
import { eq } from 'drizzle-orm'
import {
  type GivenServices,
  givenServicesProblem,
  type TenantAsk,
  tenantLimitProblem,
} from '../../../domain/reseller-limits.ts'
import type { Scope } from '../../auth/scope.ts'
import { type ResellerServices, resellerServices } from '../../contract/organizations/resellers.ts'
import type { Db } from '../../db/client.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'

type Caller = Pick<Scope, 'organizationType' | 'organizationUid'>

export async function servicesLimitProblem(
  db: Db,
  scope: Caller,
  given: GivenServices,
  before: GivenServices | null,
): Promise<ApiFailure | null> {
  const own = await ownServices(db, scope)
  const problem = own === null ? null : givenServicesProblem(given, before, own)
  return problem === null ? null : { code: 'conflict', ...problem }
}

export async function tenantCapProblem(
  db: Db,
  scope: Caller,
  asked: TenantAsk,
  before: TenantAsk | null,
): Promise<ApiFailure | null> {
  const own = await ownServices(db, scope)
  const problem = own === null ? null : tenantLimitProblem(asked, before, own.cloudConnectQuota)
  return problem === null ? null : { code: 'conflict', ...problem }
}

async function ownServices(db: Db, scope: Caller): Promise<ResellerServices | null> {
  if (scope.organizationType !== 'Reseller') return null
  const row = await db
    .select({ services: organizations.services })
    .from(organizations)
    .where(eq(organizations.uid, scope.organizationUid))
    .get()
  return row === undefined ? null : resellerServices.parse(JSON.parse(row.services))
}
