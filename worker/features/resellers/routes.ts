import { fail, ok } from '../../../domain/result.ts'
import * as contract from '../../contract/organizations/resellers.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { createReseller } from './create-reseller.ts'
import { findReseller, resellersSource } from './queries.ts'

export function registerResellers(route: RouteRegistrar): void {
  route(contract.getResellers, async ({ scope, db, expand }) => ok(resellersSource(scope, db, expand)))

  route(contract.getReseller, async ({ scope, db, params, expand }) => {
    const reseller = await findReseller(scope, db, params.resellerUid, expand)
    return reseller === null ? fail({ code: 'not_found', what: 'The reseller' }) : ok(reseller)
  })

  route(contract.createReseller, createReseller)
}
