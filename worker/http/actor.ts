import type { Actor } from '../../durable-objects/company/rpc.ts'
import { noteAudited, type SignInFacts } from '../db/audit.ts'
import type { ApiRequest } from './route.ts'

/** Who asked, as a Company object writes it into its audit and beside a change. */
export function actorOf(
  request: Pick<ApiRequest, 'scope' | 'db' | 'clientAddress' | 'requestId' | 'userAgent'>,
): Actor {
  noteAudited(request.db)
  const { scope, clientAddress, requestId, userAgent } = request
  const { impersonator, signInMethod, secondFactor }: Partial<SignInFacts> = scope
  return {
    userUid: scope.userUid,
    userName: scope.userName,
    clientAddress,
    requestId,
    userAgent,
    impersonator: impersonator ?? null,
    signInMethod: signInMethod ?? null,
    secondFactor: secondFactor ?? null,
  }
}
