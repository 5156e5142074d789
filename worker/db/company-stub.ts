import type { CompanyRpc } from '../../durable-objects/company/rpc.ts'
import type { Scope } from '../auth/scope.ts'
import type { Env } from '../env.ts'

export type CompanyStub = CompanyRpc & Pick<Fetcher, 'fetch'>

/** The one way by which features reach a company. Null: the company is not within the caller's reach, or is none. */
export async function companyStub(
  env: Pick<Env, 'COMPANY'>,
  scope: Pick<Scope, 'canReachCompany'>,
  companyUid: string,
): Promise<CompanyStub | null> {
  if (!(await scope.canReachCompany(companyUid))) return null
  return env.COMPANY.getByName(companyUid)
}
