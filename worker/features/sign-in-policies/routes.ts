import { getIpAllowList, putIpAllowList } from '../../contract/organizations/ip-allow-list.ts'
import { getOrganizationPolicySettings, patchOrganizationPolicySettings } from '../../contract/organizations/policy.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { readIpAllowList, replaceIpAllowList } from './ip-allow-list.ts'
import { getPolicySettings, patchPolicySettings } from './mfa-policy.ts'

export function registerSignInPolicies(route: RouteRegistrar): void {
  route(getOrganizationPolicySettings, getPolicySettings)
  route(patchOrganizationPolicySettings, patchPolicySettings)
  route(getIpAllowList, readIpAllowList)
  route(putIpAllowList, replaceIpAllowList)
}
