import type { MessageKey } from '../i18n/translate.ts'

/**
 * The one vocabulary of states. A kind fixes shape and colour; the word beside it says what it is.
 * success ●  warning ▲  failed ■  running ◐  never ○  disabled ⏸  canceled ◇  unknown ◌
 */
export type StatusKind = 'success' | 'warning' | 'failed' | 'running' | 'never' | 'disabled' | 'canceled' | 'unknown'

export interface StatusValue {
  kind: StatusKind
  label: MessageKey
  /** Whole percent of something under way; only beside `running`. */
  percent?: number
}

const jobStatuses: Record<string, StatusValue> = {
  Success: { kind: 'success', label: 'status.success' },
  Warning: { kind: 'warning', label: 'status.warning' },
  Failed: { kind: 'failed', label: 'status.failed' },
  Running: { kind: 'running', label: 'status.running' },
  Starting: { kind: 'running', label: 'status.starting' },
  Stopping: { kind: 'running', label: 'status.stopping' },
  None: { kind: 'never', label: 'status.neverRun' },
  Canceled: { kind: 'canceled', label: 'status.canceled' },
}

const unknown: StatusValue = { kind: 'unknown', label: 'status.unknown' }

/** A job at rest that is switched off is Disabled whatever its last run was; one still running shows that first. */
interface Progress {
  progressPercent?: number | null | undefined
}

export function jobStatus(job: { status: string; isEnabled?: boolean | undefined } & Progress): StatusValue {
  const status = sessionStatus(job)
  if (job.isEnabled === false && status.kind !== 'running') return { kind: 'disabled', label: 'status.disabled' }
  return status
}

export function sessionStatus(session: { status: string } & Progress): StatusValue {
  const status = jobStatuses[session.status] ?? unknown
  if (session.status !== 'Running' || typeof session.progressPercent !== 'number') return status
  return { ...status, percent: Math.floor(session.progressPercent) }
}

const connectionStatuses: Record<string, StatusValue> = {
  Online: { kind: 'success', label: 'status.online' },
  Inaccessible: { kind: 'failed', label: 'status.offline' },
  Rejected: { kind: 'disabled', label: 'status.rejected' },
}

export function connectionStatus(status: string | undefined): StatusValue {
  return connectionStatuses[status ?? ''] ?? unknown
}

const unverifiedStatuses: Record<string, StatusValue> = {
  Pending: { kind: 'warning', label: 'status.waiting' },
  Applying: { kind: 'running', label: 'status.applying' },
  Accepted: { kind: 'success', label: 'status.accepted' },
  Rejected: { kind: 'disabled', label: 'status.rejected' },
  Inaccessible: { kind: 'failed', label: 'status.offline' },
}

export function unverifiedStatus(status: string | undefined): StatusValue {
  return unverifiedStatuses[status ?? ''] ?? unknown
}

/** Organizations and users share three words: active (enabled), disabled, unknown. */
export function enabledStatus(status: string | undefined): StatusValue {
  if (status === 'Active') return { kind: 'success', label: 'status.active' }
  if (status === 'Enabled') return { kind: 'success', label: 'status.enabled' }
  if (status === 'Disabled') return { kind: 'disabled', label: 'status.disabled' }
  return unknown
}

export function repositoryStatus(status: string): StatusValue {
  return status === 'Deleted' ? { kind: 'canceled', label: 'status.deleted' } : enabledStatus(status)
}
