import { fail, ok } from '../../../domain/result.ts'
import * as resourceContract from '../../contract/storage/backup-resources.ts'
import * as contract from '../../contract/storage/tenants.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { findSite } from '../sites/queries.ts'
import { backupResourcesSource, findBackupResource } from './backup-resource-queries.ts'
import { deleteBackupResource, patchBackupResource } from './change-backup-resource.ts'
import { registerCompanySites } from './company-sites.ts'
import { createBackupResource } from './create-backup-resource.ts'
import { createTenant } from './create-tenant.ts'
import { deleteTenant } from './delete-tenant.ts'
import { patchTenant, setTenantEnabled } from './patch-tenant.ts'
import { resourceUsageSource } from './resource-usage-queries.ts'
import { findTenant, tenantsSource } from './tenant-queries.ts'

export function registerTenants(route: RouteRegistrar): void {
  registerCompanySites(route)

  route(contract.getTenants, async ({ scope, db }) => ok(tenantsSource(scope, db)))

  route(contract.getTenantsBySite, async ({ scope, db, params }) => {
    const site = await findSite(scope, db, params.siteUid)
    return site === null
      ? fail({ code: 'not_found', what: 'The site' })
      : ok(tenantsSource(scope, db, { siteUid: site.siteUid }))
  })

  route(contract.getCompanySiteResources, async ({ scope, db, params: { companyUid } }) =>
    (await scope.canReachCompany(companyUid))
      ? ok(tenantsSource(scope, db, { companyUid }))
      : fail({ code: 'not_found', what: 'The company' }),
  )

  route(contract.getTenant, async ({ scope, db, params }) => {
    const tenant = await findTenant(scope, db, params.tenantUid)
    return tenant === null ? fail({ code: 'not_found', what: 'The tenant' }) : ok(tenant)
  })

  route(contract.createTenant, createTenant)
  route(contract.patchTenant, patchTenant)
  route(contract.deleteTenant, deleteTenant)
  route(contract.enableTenant, (request) => setTenantEnabled(request, true))
  route(contract.disableTenant, (request) => setTenantEnabled(request, false))

  route(resourceContract.getTenantsBackupResources, async ({ scope, db }) => ok(backupResourcesSource(scope, db, null)))

  route(resourceContract.getTenantBackupResources, async ({ scope, db, params }) => {
    const tenant = await findTenant(scope, db, params.tenantUid)
    if (tenant === null) return fail({ code: 'not_found', what: 'The tenant' })
    return ok(backupResourcesSource(scope, db, tenant.instanceUid))
  })

  route(resourceContract.getTenantsBackupResourcesUsages, async ({ scope, db }) =>
    ok(resourceUsageSource(scope, db, null)),
  )

  route(resourceContract.getTenantBackupResourcesUsage, async ({ scope, db, params }) => {
    const tenant = await findTenant(scope, db, params.tenantUid)
    if (tenant === null) return fail({ code: 'not_found', what: 'The tenant' })
    return ok(resourceUsageSource(scope, db, tenant.instanceUid))
  })

  route(resourceContract.getTenantBackupResource, async ({ scope, db, params }) => {
    const resource = await findBackupResource(scope, db, params.tenantUid, params.resourceUid)
    return resource === null ? fail({ code: 'not_found', what: 'The backup resource' }) : ok(resource)
  })

  route(resourceContract.createTenantBackupResource, createBackupResource)
  route(resourceContract.patchTenantBackupResource, patchBackupResource)
  route(resourceContract.deleteTenantBackupResource, deleteBackupResource)
}
