/** Stops backups that may not go on: their agents are told, beside the credentials that are cut anyway. */
import { stopJob } from './commands.ts'
import type { CompanyContext } from './context.ts'
import type { Actor } from './rpc.ts'
import type { JobRecord } from './store/schema.ts'

/** As whom the console itself acts. */
const CONSOLE: Actor = {
  userUid: '',
  userName: 'Holdfast',
  clientAddress: null,
  requestId: '',
}

/** An agent that is not connected cannot be told: it finds the repository closed. */
export function stopRunning(ctx: CompanyContext, isAffected: (job: JobRecord) => boolean): void {
  const running = new Set(ctx.store.sessions.listRunning().map(({ jobUid }) => jobUid))
  for (const job of ctx.store.jobs.list()) {
    const isBusy = running.has(job.jobUid) || job.pendingState === 'Starting'
    if (isBusy && isAffected(job)) stopJob(ctx, job.jobUid, CONSOLE)
  }
}
