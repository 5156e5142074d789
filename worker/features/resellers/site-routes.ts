import { fail, ok, type Result } from '../../../domain/result.ts'
import * as replication from '../../contract/organizations/reseller-replication-resources.ts'
import * as contract from '../../contract/organizations/reseller-sites.ts'
import type { PageSource } from '../../db/page-source.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest, RouteRegistrar } from '../../http/route.ts'
import {
  createResellerBackupResource,
  deleteResellerBackupResource,
  patchResellerBackupResource,
} from './change-backup-resource.ts'
import { createResellerSite, deleteResellerSite, NO_SITE, patchResellerSite } from './change-site.ts'
import { findResellerRow } from './queries.ts'
import {
  createReplicationResource,
  deleteReplicationResource,
  findReplicationResource,
  patchReplicationResource,
  replicationResourcesSource,
  replicationUsagesSource,
} from './replication-resources.ts'
import {
  findResellerBackupResourceRow,
  findResellerSiteRow,
  resellerBackupResourcesSource,
  resellerSitesSource,
  resellerStorageUsageSource,
  toResellerBackupResource,
  toResellerSite,
} from './site-queries.ts'

export function registerResellerSites(route: RouteRegistrar): void {
  route(contract.getResellersSiteResources, async ({ scope, db }) => ok(resellerSitesSource(scope, db, {})))
  route(contract.getResellersSiteBackupResources, async ({ scope, db }) =>
    ok(resellerBackupResourcesSource(scope, db, {})),
  )
  route(contract.getResellersSiteBackupResourcesUsages, async ({ scope, db }) =>
    ok(resellerStorageUsageSource(scope, db, {})),
  )

  route(contract.getResellerSiteResources, async ({ scope, db, params }) => {
    const reseller = await findResellerRow(scope, db, params.resellerUid)
    if (reseller === null) return fail({ code: 'not_found', what: 'The reseller' })
    return ok(resellerSitesSource(scope, db, { resellerUid: reseller.uid }))
  })
  route(contract.createResellerSiteResource, createResellerSite)
  route(contract.getResellerSiteResource, async ({ scope, db, params }) => {
    const site = await findResellerSiteRow(scope, db, params)
    return site === null ? fail(NO_SITE) : ok(toResellerSite(site))
  })
  route(contract.patchResellerSiteResource, patchResellerSite)
  route(contract.deleteResellerSiteResource, deleteResellerSite)

  route(contract.getResellerSiteBackupResources, onSite(resellerBackupResourcesSource))
  route(contract.getResellerSiteBackupResourcesUsage, onSite(resellerStorageUsageSource))
  route(contract.createResellerSiteBackupResource, createResellerBackupResource)
  route(contract.getResellerSiteBackupResource, async ({ scope, db, params }) => {
    const row = await findResellerBackupResourceRow(scope, db, params, params.resourceUid)
    if (row === null) return fail({ code: 'not_found', what: 'The backup resource of the reseller' })
    return ok(toResellerBackupResource(row))
  })
  route(contract.patchResellerSiteBackupResource, patchResellerBackupResource)
  route(contract.deleteResellerSiteBackupResource, deleteResellerBackupResource)

  route(replication.getResellersSiteReplicationResources, async ({ scope, db }) =>
    ok(replicationResourcesSource(scope, db, {})),
  )
  route(replication.getResellersSiteReplicationResourcesUsages, async ({ scope, db }) =>
    ok(replicationUsagesSource(scope, db, {})),
  )
  route(replication.getResellerSiteReplicationResources, onSite(replicationResourcesSource))
  route(replication.getResellerSiteReplicationResourcesUsage, onSite(replicationUsagesSource))
  route(replication.createResellerSiteReplicationResource, createReplicationResource)
  route(replication.getResellerSiteReplicationResource, async (request) => {
    const resource = await findReplicationResource(request)
    return resource === null
      ? fail({ code: 'not_found', what: 'The replication resource of the reseller' })
      : ok(resource)
  })
  route(replication.patchResellerSiteReplicationResource, patchReplicationResource)
  route(replication.deleteResellerSiteReplicationResource, deleteReplicationResource)
}

type BySite = ApiRequest<{ resellerUid: string; siteUid: string }>

/** A list below a site of a reseller: 404 when the reseller was not given the site. */
function onSite<Item>(
  source: (scope: BySite['scope'], db: BySite['db'], place: BySite['params']) => PageSource<Item>,
): (request: BySite) => Promise<Result<PageSource<Item>, ApiFailure>> {
  return async ({ scope, db, params }) => {
    const site = await findResellerSiteRow(scope, db, params)
    return site === null ? fail(NO_SITE) : ok(source(scope, db, params))
  }
}
