import { fail, ok } from '../../../domain/result.ts'
import * as contract from '../../contract/storage/sites.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { findSite, sitesSource } from './queries.ts'

export function registerSites(route: RouteRegistrar): void {
  route(contract.getSites, async ({ scope, db }) => ok(sitesSource(scope, db)))

  route(contract.getSite, async ({ scope, db, params }) => {
    const site = await findSite(scope, db, params.siteUid)
    return site === null ? fail({ code: 'not_found', what: 'The site' }) : ok(site)
  })
}
