import { fail, ok } from '../../../domain/result.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { usersOfLocationSource, usersOfOrganizationSource } from './queries.ts'

const ORGANIZATION_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The organization' }
const LOCATION_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The location' }

export async function listUsersOfOrganization({ scope, db, params }: ApiRequest<{ organizationUid: string }>) {
  const organization = await scope.findOrganization(params.organizationUid)
  if (organization === null) return fail(ORGANIZATION_NOT_FOUND)
  return ok(usersOfOrganizationSource(scope, db, organization.uid))
}

export async function listUsersOfLocation({ scope, db, params }: ApiRequest<{ locationUid: string }>) {
  const companyUid = await scope.findCompanyOfLocation(params.locationUid)
  if (companyUid === null) return fail(LOCATION_NOT_FOUND)
  return ok(usersOfLocationSource(scope, db, params.locationUid))
}
