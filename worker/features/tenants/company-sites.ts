/** The older paths of tenants below their company: found by company and site, then the operations of today. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import * as contract from '../../contract/storage/company-sites.ts'
import type { Tenant } from '../../contract/storage/tenants.ts'
import type { PageSource } from '../../db/page-source.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest, RouteRegistrar } from '../../http/route.ts'
import { backupResourcesSource, findBackupResource } from './backup-resource-queries.ts'
import { deleteBackupResource, patchBackupResource } from './change-backup-resource.ts'
import { createBackupResource } from './create-backup-resource.ts'
import { createTenant } from './create-tenant.ts'
import { deleteTenant } from './delete-tenant.ts'
import { patchTenant } from './patch-tenant.ts'
import { resourceUsageSource } from './resource-usage-queries.ts'
import { findTenant, findTenantUidOnSite, tenantsSource } from './tenant-queries.ts'

const NO_TENANT: ApiFailure = { code: 'not_found', what: 'The site of the company' }
const NO_COMPANY: ApiFailure = { code: 'not_found', what: 'The company' }

export function registerCompanySites(route: RouteRegistrar): void {
  route(contract.getCompaniesSiteResources, async ({ scope, db }) =>
    ok(mapItems(tenantsSource(scope, db, { isAssigned: true }), toCompanySite)),
  )

  route(contract.getSiteResourcesOfCompany, async ({ scope, db, params: { companyUid } }) =>
    (await scope.canReachCompany(companyUid))
      ? ok(mapItems(tenantsSource(scope, db, { companyUid }), toCompanySite))
      : fail(NO_COMPANY),
  )

  route(contract.createCompanySiteResource, async (request) => {
    const { scope, params, body } = request
    if (!(await scope.canReachCompany(params.companyUid))) return fail(NO_COMPANY)
    const credentials = body.credentials ?? body.ownerCredentials
    if (credentials === undefined) {
      return fail({ code: 'invalid_input', message: '"ownerCredentials" is needed.', property: 'ownerCredentials' })
    }
    const created = await createTenant({
      ...request,
      params: { siteUid: body.siteUid },
      body: { ...body, credentials, assignedForCompany: params.companyUid },
    })
    return created.ok ? ok(toCompanySite(created.value)) : created
  })

  route(contract.getCompanySiteResource, (request) =>
    withTenant(request, async ({ scope, db, params }) => {
      const tenant = await findTenant(scope, db, params.tenantUid)
      return tenant === null ? fail(NO_TENANT) : ok(toCompanySite(tenant))
    }),
  )

  route(contract.patchCompanySiteResource, (request) =>
    withTenant(request, async (found) => {
      const changed = await patchTenant(found)
      return changed.ok ? ok(toCompanySite(changed.value)) : changed
    }),
  )
  route(contract.deleteCompanySiteResource, (request) => withTenant(request, deleteTenant))

  route(contract.getCompanySiteBackupResources, (request) =>
    withTenant(request, async ({ scope, db, params }) => ok(backupResourcesSource(scope, db, params.tenantUid))),
  )
  route(contract.getCompanySiteBackupResourcesUsage, (request) =>
    withTenant(request, async ({ scope, db, params }) => ok(resourceUsageSource(scope, db, params.tenantUid))),
  )
  route(contract.getCompanySiteBackupResource, (request) =>
    withTenant(request, async ({ scope, db, params }) => {
      const resource = await findBackupResource(scope, db, params.tenantUid, params.resourceUid)
      return resource === null ? fail({ code: 'not_found', what: 'The backup resource' }) : ok(resource)
    }),
  )
  route(contract.createCompanySiteBackupResource, (request) => withTenant(request, createBackupResource))
  route(contract.patchCompanySiteBackupResource, (request) => withTenant(request, patchBackupResource))
  route(contract.deleteCompanySiteBackupResource, (request) => withTenant(request, deleteBackupResource))
}

/** Runs an operation of today on the tenant that the company has on the site. */
async function withTenant<Params extends { companyUid: string; siteUid: string }, Query, Body, Value>(
  request: ApiRequest<Params, Query, Body>,
  run: (request: ApiRequest<Params & { tenantUid: string }, Query, Body>) => Promise<Result<Value, ApiFailure>>,
): Promise<Result<Value, ApiFailure>> {
  const { scope, db, params } = request
  const tenantUid = await findTenantUidOnSite(scope, db, params.companyUid, params.siteUid)
  return tenantUid === null ? fail(NO_TENANT) : run({ ...request, params: { ...params, tenantUid } })
}

function toCompanySite(tenant: Tenant): contract.CompanySite {
  return { ...tenant, companyUid: tenant.assignedForCompany, ownerCredentials: tenant.credentials }
}

function mapItems<From, To>(source: PageSource<From>, map: (item: From) => To): PageSource<To> {
  return {
    revision: source.revision,
    async readPage(query) {
      const page = await source.readPage(query)
      return page.ok ? ok({ ...page.value, items: page.value.items.map(map) }) : page
    },
    async readAll(query) {
      const all = await source.readAll(query)
      if (!all.ok) return all
      const { total, chunks } = all.value
      const mapped = async function* (): AsyncIterable<To[]> {
        for await (const items of chunks) yield items.map(map)
      }
      return ok({ total, chunks: mapped() })
    },
  }
}
