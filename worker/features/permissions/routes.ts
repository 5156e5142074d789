import { getEntityPermissions, patchEntityPermissions } from '../../contract/organizations/permissions.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { getPermissions, patchPermissions } from './service.ts'

export function registerPermissions(route: RouteRegistrar): void {
  route(getEntityPermissions, getPermissions)
  route(patchEntityPermissions, patchPermissions)
}
