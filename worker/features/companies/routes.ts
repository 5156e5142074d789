import { fail, ok } from '../../../domain/result.ts'
import * as contract from '../../contract/organizations/companies.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { createCompany } from './create-company.ts'
import { deleteCompany } from './delete-company.ts'
import { patchCompany } from './patch-company.ts'
import { companiesSource, findCompany } from './queries.ts'

export function registerCompanies(route: RouteRegistrar): void {
  route(contract.getCompanies, async ({ scope, db, expand }) => ok(companiesSource(scope, db, expand)))

  route(contract.getProviderCompanies, async ({ scope, db, expand }) => ok(companiesSource(scope, db, expand, null)))

  route(contract.getCompany, async ({ scope, db, params, expand }) => {
    const company = await findCompany(scope, db, params.companyUid, expand)
    return company === null ? fail({ code: 'not_found', what: 'The company' }) : ok(company)
  })

  route(contract.createCompany, createCompany)
  route(contract.patchCompany, patchCompany)
  route(contract.deleteCompany, deleteCompany)
}
