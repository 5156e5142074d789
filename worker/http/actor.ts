import type { Actor } from '../../durable-objects/company/rpc.ts'
import { noteAudited } from '../db/audit.ts'
import { signInMethodOf } from '../db/audit-row.ts'
import type { ApiRequest } from './route.ts'

/** Who asked, as a Company object writes it into its audit and beside a change. */
export function actorOf(
  request: Pick<ApiRequest, 'scope' | 'db' | 'clientAddress' | 'requestId' | 'userAgent'>,
): Actor {
  noteAudited(request.db)
  const { scope, clientAddress, requestId, userAgent } = request
  return {
    userUid: scope.userUid,
    userName: scope.userName,
    clientAddress,
    requestId,
    userAgent,
    impersonator: scope.impersonator,
    signInMethod: signInMethodOf(scope),
    secondFactor: scope.secondFactor,
  }
}
