import { oAuth2IssueToken } from '../../contract/authentication/token.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { issueToken } from './service.ts'

export function registerAuthentication(route: RouteRegistrar): void {
  route(oAuth2IssueToken, issueToken)
}
