import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { nameText } from './text.ts'

export const locationType = z.enum(['Custom', 'Default', 'Hosted']).meta({ id: 'OrganizationLocationType' })

export const location = z
  .object({
    instanceUid: uid,
    organizationUid: uid,
    name: z.string(),
    type: locationType,
    quotaGb: z.int().describe('Storage that reports count against the location, in GB; 0: none.'),
  })
  .meta({ id: 'OrganizationLocation' })
export type Location = z.output<typeof location>

/** What a request may change of a location; the limits hold for creating and patching. */
export const locationChanges = z.object({
  name: nameText(255),
  quotaGb: z.int().min(0, { error: 'must be at least 0' }).max(1_000_000_000, { error: 'must be at most 1000000000' }),
})

export const locationInput = locationChanges.extend({ organizationUid: uid }).meta({ id: 'OrganizationLocationInput' })
export type LocationInput = z.output<typeof locationInput>

/** How a patched location is judged, and what a patch may change of it. */
export const patchedLocation = location.extend(locationChanges.shape)
export const LOCATION_CHANGEABLE = ['name', 'quotaGb'] as const

const byUid = z.object({ locationUid: uid })

export const getLocations = operation({
  operationId: 'getLocations',
  method: 'get',
  path: '/organizations/locations',
  tag: 'locations',
  summary: 'Lists the locations of all companies.',
  access: 'locations.read',
  answer: { kind: 'page', item: location },
})

export const getLocationsByOrganization = operation({
  operationId: 'getLocationsByOrganization',
  method: 'get',
  path: '/organizations/{organizationUid}/locations',
  tag: 'locations',
  summary: 'Lists the locations of one organization.',
  access: 'locations.read',
  params: z.object({ organizationUid: uid }),
  answer: { kind: 'page', item: location },
})

export const createLocation = operation({
  operationId: 'createLocation',
  method: 'post',
  path: '/organizations/locations',
  tag: 'locations',
  summary: 'Creates a location of a company.',
  access: 'locations.manage',
  body: { mediaType: 'application/json', schema: locationInput },
  answer: { kind: 'object', schema: location },
})

export const getLocation = operation({
  operationId: 'getLocation',
  method: 'get',
  path: '/organizations/locations/{locationUid}',
  tag: 'locations',
  summary: 'Returns one location.',
  access: 'locations.read',
  params: byUid,
  answer: { kind: 'object', schema: location },
})

export const patchLocation = operation({
  operationId: 'patchLocation',
  method: 'patch',
  path: '/organizations/locations/{locationUid}',
  tag: 'locations',
  summary: 'Renames a location or changes its quota.',
  access: 'locations.manage',
  params: byUid,
  isPatch: true,
  answer: { kind: 'object', schema: location },
})

export const deleteLocation = operation({
  operationId: 'deleteLocation',
  method: 'delete',
  path: '/organizations/locations/{locationUid}',
  tag: 'locations',
  summary: 'Deletes a location that holds no agents and users.',
  access: 'locations.manage',
  params: byUid,
  answer: { kind: 'empty' },
})

export const LOCATION_OPERATIONS = [
  getLocations,
  getLocationsByOrganization,
  createLocation,
  getLocation,
  patchLocation,
  deleteLocation,
]
