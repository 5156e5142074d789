/** What the object of one async action offers. It does the work of the action, and keeps nothing once that is told. */

/** A request as it can be done again elsewhere: whoever asked is known, so that no credential goes along. */
export interface ActionWork {
  userUid: string
  actionId: string
  operationId: string
  /** The caller's identity as worker/auth gives it. */
  identity: unknown
  method: string
  url: string
  /** Of the path. */
  params: Record<string, string>
  headers: [string, string][]
  body: string | null
  requestId: string
  clientAddress: string | null
  /** May be done again from the start after an interruption. */
  isResumable: boolean
}

/** What came of it: `outcome` is sealed. */
export interface ActionEnd {
  status: 'succeed' | 'failed' | 'canceled'
  outcome: string
}

export interface ActionRpc {
  /** Starts the work and waits at most `waitMs` for its end; null: it goes on. */
  start(work: ActionWork, waitMs: number): Promise<ActionEnd | null>
  /** False: no work is done here any more. */
  cancel(): Promise<boolean>
}

export function actionObjectName(userUid: string, actionId: string): string {
  return `${userUid}:${actionId}`
}
