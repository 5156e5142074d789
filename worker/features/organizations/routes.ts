import { fail, ok } from '../../../domain/result.ts'
import * as deletion from '../../contract/organizations/deleted-organizations.ts'
import * as contract from '../../contract/organizations/organizations.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { deletedSource } from './deleted-queries.ts'
import { planDeletion } from './deletion-plan.ts'
import { patchDeletionSettings, readRetentionDays } from './deletion-settings.ts'
import { patchOrganization } from './patch-organization.ts'
import { findOrganization, findProvider, organizationsSource } from './queries.ts'
import { restoreOrganization } from './restore-organization.ts'

export function registerOrganizations(route: RouteRegistrar): void {
  route(contract.getOrganizations, async ({ scope, db }) => ok(organizationsSource(scope, db)))

  route(contract.getOrganization, async ({ scope, db, params }) => {
    const organization = await findOrganization(scope, db, params.organizationUid)
    return organization === null ? fail({ code: 'not_found', what: 'The organization' }) : ok(organization)
  })

  route(contract.getProvider, async ({ scope, db, expand }) => {
    const organization = await findProvider(scope, db)
    if (organization === null) return fail({ code: 'not_found', what: 'The provider' })
    return ok({
      instanceUid: organization.instanceUid,
      _embedded: expand.has('Organization') ? { organization } : null,
    })
  })

  route(contract.patchOrganization, patchOrganization)

  route(deletion.getDeletedOrganizations, async ({ scope, db }) => ok(deletedSource(scope, db)))
  route(deletion.getDeletionPlan, planDeletion)
  route(deletion.restoreOrganization, restoreOrganization)
  route(deletion.getDeletionSettings, async ({ db }) => ok({ retentionDays: await readRetentionDays(db) }))
  route(deletion.patchDeletionSettings, patchDeletionSettings)
}
