import type { Actor } from '../../durable-objects/company/rpc.ts'
import type { ApiRequest } from './route.ts'

/** Who asked, as a Company object writes it into its audit and beside a change. */
export function actorOf({
  scope,
  clientAddress,
  requestId,
}: Pick<ApiRequest, 'scope' | 'clientAddress' | 'requestId'>): Actor {
  return { userUid: scope.userUid, userName: scope.userName, clientAddress, requestId }
}
