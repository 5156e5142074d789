import { fail, ok, type Result } from '../../../domain/result.ts'
import * as contract from '../../contract/organizations/usage.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { findResellerRow } from '../resellers/queries.ts'
import { locationUsageSource, resellerUsageSource } from './queries.ts'

export function registerUsage(route: RouteRegistrar): void {
  route(contract.getCompaniesAggregatedUsage, async ({ scope, db, query }) => {
    const problem = periodProblem(query)
    return problem === null ? ok(locationUsageSource(scope, db, query, null)) : problem
  })

  route(contract.getCompanyAggregatedUsage, async ({ scope, db, params, query }) => {
    if (!(await scope.canReachCompany(params.companyUid))) return fail({ code: 'not_found', what: 'The company' })
    const problem = periodProblem(query)
    return problem === null ? ok(locationUsageSource(scope, db, query, params.companyUid)) : problem
  })

  route(contract.getResellersAggregatedUsage, async ({ scope, db, query }) => {
    const problem = periodProblem(query)
    return problem === null ? ok(resellerUsageSource(scope, db, query, null)) : problem
  })

  route(contract.getResellerAggregatedUsage, async ({ scope, db, params, query }) => {
    const reseller = await findResellerRow(scope, db, params.resellerUid)
    if (reseller === null) return fail({ code: 'not_found', what: 'The reseller' })
    const problem = periodProblem(query)
    return problem === null ? ok(resellerUsageSource(scope, db, query, reseller.uid)) : problem
  })
}

function periodProblem({ fromDate, toDate }: contract.UsagePeriod): Result<never, ApiFailure> | null {
  if (fromDate === undefined || toDate === undefined || fromDate <= toDate) return null
  return fail({ code: 'invalid_input', message: 'fromDate must not be after toDate.', parameter: 'fromDate' })
}
