/** What is stored of an audit event, in the Worker and in a Company object alike. */
import { type AuditChanges, keptChanges, keptDetails } from '../../domain/audit-changes.ts'
import type { AuditTargetType } from '../../domain/audit-targets.ts'

export interface AuditEntry {
  /** Whose history it belongs to. */
  organizationUid: string
  /** What happened: "CompanyCreated"; its sentence and v3 type are in features/activity-log/activity-kinds.ts. */
  kind: string
  target?: { type: AuditTargetType; uid: string }
  /** What the sentence names, and what else is worth knowing. */
  details?: Record<string, unknown>
  /** By dotted path, as `auditChanges(before, after)` makes it. */
  changes?: AuditChanges
}

/** How somebody proved who they are: facts of the session, kept with everything that is done in it. */
export interface SignInFacts {
  impersonator: { userUid: string; userName: string } | null
  signInMethod: string | null
  secondFactor: string | null
}

/** Who did it and from where; an ApiRequest is one. */
export interface AuditContext {
  /** Empty: nobody who is known. */
  scope: { userUid: string; userName: string; via?: string } & Partial<SignInFacts>
  clientAddress: string | null
  userAgent?: string | null
  requestId: string | null
  now: number
}

const MAX_USER_AGENT_CHARACTERS = 300
const MAX_NAME_CHARACTERS = 255

/** A key has no session that would say it. */
export function signInMethodOf({ via, signInMethod }: AuditContext['scope']): string | null {
  return signInMethod ?? (via === 'apiKey' ? 'apiKey' : null)
}

export function auditRow({ scope, clientAddress, userAgent, requestId, now }: AuditContext, entry: AuditEntry) {
  const changes = keptChanges(entry.changes ?? {})
  return {
    organizationUid: entry.organizationUid,
    at: now,
    kind: entry.kind,
    actorUserUid: scope.userUid || null,
    actorName: scope.userName.slice(0, MAX_NAME_CHARACTERS) || null,
    impersonatorUserUid: scope.impersonator?.userUid ?? null,
    impersonatorName: scope.impersonator?.userName ?? null,
    clientAddress,
    userAgent: userAgent?.slice(0, MAX_USER_AGENT_CHARACTERS) ?? null,
    signInMethod: signInMethodOf(scope),
    secondFactor: scope.secondFactor ?? null,
    requestId,
    targetType: entry.target?.type ?? null,
    targetUid: entry.target?.uid ?? null,
    details: JSON.stringify(keptDetails(entry.details ?? {})),
    changes: Object.keys(changes).length === 0 ? null : JSON.stringify(changes),
  }
}
