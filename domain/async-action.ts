/** How long the result of an async action is kept, by how it ended. */
export type AsyncActionStatus = 'running' | 'succeed' | 'failed' | 'canceled'

const MINUTE_MS = 60_000
const SUCCESS_RETENTION_MS = 5 * MINUTE_MS
/** Whoever has to find out why it failed needs longer. */
const FAILURE_RETENTION_MS = 60 * MINUTE_MS

export const RESULT_RETENTION_SECONDS = SUCCESS_RETENTION_MS / 1_000

export function asyncActionRetentionMs(status: Exclude<AsyncActionStatus, 'running'>): number {
  return status === 'succeed' ? SUCCESS_RETENTION_MS : FAILURE_RETENTION_MS
}
