import { fail } from '../domain/result.ts'
import { ActionWorker } from '../durable-objects/actions/action-object.ts'
import type { ActionEnd, ActionWork } from '../durable-objects/actions/rpc.ts'
import { createApi } from './app.ts'
import type { Api } from './http/api.ts'
import { INTERRUPTED, openKept, sealKept, toActionEnd } from './http/outcome.ts'
import { performWork } from './http/perform-work.ts'

let api: Api | null = null

/** One per async action: does the work of any operation of the API. */
export class ActionObject extends ActionWorker {
  perform(work: ActionWork, isCanceled: () => boolean): Promise<ActionEnd> {
    api ??= createApi()
    return performWork(work, { api, env: this.env, isCanceled, waitUntil: (promise) => this.ctx.waitUntil(promise) })
  }

  interrupted(): Promise<ActionEnd> {
    return toActionEnd(this.env, fail(INTERRUPTED))
  }

  seal(work: ActionWork): Promise<string> {
    return sealKept(this.env, work)
  }

  unseal(sealed: string): Promise<ActionWork | null> {
    return openKept<ActionWork>(this.env, sealed)
  }
}
