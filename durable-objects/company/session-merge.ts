/**
 * What is known of a backup session, folded from what the agent reports of it. Reports arrive repeated and in any order;
 * the fold gives the same session whatever the order. A finished session stays finished; the console's own verdict that
 * a session is lost gives way to the agent's result.
 */
import type { JournalBody, SessionProgress } from '../../worker/contract/agent-protocol.ts'
import type { SessionRecord } from './store/schema.ts'

export type SessionStarted = Extract<JournalBody, { kind: 'sessionStarted' }>
export type SessionFinished = Extract<JournalBody, { kind: 'sessionFinished' }>

export type SessionReport =
  | SessionStarted
  | { kind: 'progress'; sessionUid: string; jobUid: string; startedAt: number; progress: SessionProgress }
  | SessionFinished
  | { kind: 'lost'; at: number; reason: string }

export interface SessionOrigin {
  sessionUid: string
  jobUid: string
  backupAgentUid: string
  startedAt: number
}

const PHASES: readonly SessionProgress['phase'][] = ['starting', 'scanning', 'uploading', 'finishing', 'retention']

function newSession(origin: SessionOrigin): SessionRecord {
  return {
    ...origin,
    status: 'Running',
    isStartKnown: false,
    isLost: false,
    missingSince: null,
    trigger: 'schedule',
    attempt: 1,
    finishedAt: null,
    progress: null,
    progressAt: 0,
    bytesProcessed: null,
    bytesAdded: null,
    filesNew: null,
    filesChanged: null,
    filesUnmodified: null,
    failureMessage: null,
    restorePointUid: null,
  }
}

export function isFinished(session: Pick<SessionRecord, 'status'>): boolean {
  return session.status !== 'Running'
}

/** Progress has no number of its own: the one that got further is the newer. */
export function isFurther(candidate: SessionProgress, known: SessionProgress | null): boolean {
  if (known === null) return true
  const rank = (progress: SessionProgress): number[] => [
    PHASES.indexOf(progress.phase),
    progress.bytesDone,
    progress.filesDone,
    progress.bytesTotal,
    progress.filesTotal,
    progress.percent,
  ]
  const knownRank = rank(known)
  const difference = rank(candidate)
    .map((value, index) => value - (knownRank[index] ?? 0))
    .find((delta) => delta !== 0)
  return difference !== undefined && difference > 0
}

/** The session after a report. The very record that was given means that nothing changed. */
export function mergeSession(known: SessionRecord | null, origin: SessionOrigin, report: SessionReport): SessionRecord {
  const session = known ?? newSession(origin)
  switch (report.kind) {
    case 'sessionStarted':
      if (session.isStartKnown) return session
      return { ...session, isStartKnown: true, trigger: report.trigger, attempt: report.attempt }
    case 'progress':
      if (isFinished(session)) return session
      if (!isFurther(report.progress, session.progress)) {
        return session.missingSince === null ? session : { ...session, missingSince: null }
      }
      return { ...session, progress: report.progress, missingSince: null }
    case 'lost':
      if (isFinished(session)) return session
      return {
        ...session,
        status: 'Failed',
        isLost: true,
        finishedAt: Math.max(report.at, session.startedAt),
        failureMessage: report.reason,
        progress: null,
        missingSince: null,
      }
    case 'sessionFinished':
      if (isFinished(session) && !session.isLost) return session
      return {
        ...session,
        status: report.result,
        isLost: false,
        missingSince: null,
        startedAt: report.startedAt,
        finishedAt: Math.max(report.finishedAt, report.startedAt),
        progress: null,
        bytesProcessed: report.bytesProcessed,
        bytesAdded: report.bytesAdded,
        filesNew: report.filesNew,
        filesChanged: report.filesChanged,
        filesUnmodified: report.filesUnmodified,
        failureMessage: report.failureMessage,
      }
  }
}
