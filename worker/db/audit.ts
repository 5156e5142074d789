/** Audit events are written in the same batch as the change they record. Never put a secret into `details`. */
import type { Scope } from '../auth/scope.ts'
import type { Db, Statement } from './client.ts'
import { newUid } from './new-uid.ts'
import { auditEvents } from './schema/records.ts'

export interface AuditEntry {
  /** Whose history it belongs to. */
  organizationUid: string
  /** What happened: "CompanyCreated". */
  kind: string
  target?: { type: string; uid: string }
  details?: Record<string, unknown>
}

/** Who did it and from where; an ApiRequest is one. */
export interface AuditContext {
  scope: Pick<Scope, 'userUid' | 'userName'>
  clientAddress: string | null
  requestId: string
  now: number
}

export function auditStatement(db: Db, context: AuditContext, entry: AuditEntry): Statement {
  return db.insert(auditEvents).values({
    uid: newUid(),
    organizationUid: entry.organizationUid,
    at: context.now,
    kind: entry.kind,
    actorUserUid: context.scope.userUid || null,
    actorName: context.scope.userName || null,
    clientAddress: context.clientAddress,
    requestId: context.requestId,
    targetType: entry.target?.type ?? null,
    targetUid: entry.target?.uid ?? null,
    details: JSON.stringify(entry.details ?? {}),
  })
}
