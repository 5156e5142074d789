import { oAuth2IssueToken } from '../../contract/authentication/token.ts'
import { generateTotpSecret } from '../../contract/authentication/totp.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { makeTotpSecret } from '../accounts/totp-login.ts'
import { issueToken } from './service.ts'

export function registerAuthentication(route: RouteRegistrar): void {
  route(oAuth2IssueToken, issueToken)
  route(generateTotpSecret, makeTotpSecret)
}
