import { fail, ok } from '../../../domain/result.ts'
import * as contract from '../../contract/organizations/resellers.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { companiesSource } from '../companies/queries.ts'
import { createReseller } from './create-reseller.ts'
import { deleteReseller } from './delete-reseller.ts'
import { assignCompany, unassignCompany } from './move-company.ts'
import { patchReseller } from './patch-reseller.ts'
import { findReseller, resellersSource } from './queries.ts'
import { registerResellerSites } from './site-routes.ts'

export function registerResellers(route: RouteRegistrar): void {
  registerResellerSites(route)

  route(contract.getResellers, async ({ scope, db, expand }) => ok(resellersSource(scope, db, expand)))

  route(contract.getReseller, async ({ scope, db, params, expand }) => {
    const reseller = await findReseller(scope, db, params.resellerUid, expand)
    return reseller === null ? fail({ code: 'not_found', what: 'The reseller' }) : ok(reseller)
  })

  route(contract.createReseller, createReseller)
  route(contract.patchReseller, patchReseller)
  route(contract.deleteReseller, deleteReseller)

  route(contract.getCompaniesByReseller, async ({ scope, db, params, expand }) => {
    const reseller = await findReseller(scope, db, params.resellerUid, new Set())
    if (reseller === null) return fail({ code: 'not_found', what: 'The reseller' })
    return ok(companiesSource(scope, db, expand, reseller.instanceUid))
  })

  route(contract.assignCompanyToReseller, assignCompany)
  route(contract.unassignCompanyFromReseller, unassignCompany)
}
