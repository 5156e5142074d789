import { fail, ok } from '../../../domain/result.ts'
import * as contract from '../../contract/organizations/locations.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { findLocation, locationsSource } from './queries.ts'
import { createLocation, deleteLocation, patchLocation } from './service.ts'

export function registerLocations(route: RouteRegistrar): void {
  route(contract.getLocations, async ({ scope, db }) => ok(locationsSource(scope, db, null)))

  route(contract.getLocationsByOrganization, async ({ scope, db, params }) => {
    const organization = await scope.findOrganization(params.organizationUid)
    if (organization === null) return fail({ code: 'not_found', what: 'The organization' })
    return ok(locationsSource(scope, db, organization.uid))
  })

  route(contract.getLocation, async ({ scope, db, params }) => {
    const location = await findLocation(scope, db, params.locationUid)
    return location === null ? fail({ code: 'not_found', what: 'The location' }) : ok(location)
  })

  route(contract.createLocation, createLocation)
  route(contract.patchLocation, patchLocation)
  route(contract.deleteLocation, deleteLocation)
}
