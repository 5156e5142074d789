import type { AuditEntry, CompanyContext } from './context.ts'
import { putRow } from './read-models.ts'
import type { Actor } from './rpc.ts'

/** To be called beside the change it records, without an await between. No actor: an agent or a timer did it. */
export function recordAudit(ctx: CompanyContext, actor: Actor | null, { kind, target, details }: AuditEntry): void {
  const uid = ctx.newUid()
  putRow(ctx, 'auditEvents', uid, {
    uid,
    organizationUid: ctx.companyUid,
    at: ctx.now(),
    kind,
    actorUserUid: actor?.userUid ?? null,
    actorName: actor?.userName ?? null,
    clientAddress: actor?.clientAddress ?? null,
    requestId: actor?.requestId ?? null,
    targetType: target.type,
    targetUid: target.uid,
    details: JSON.stringify(details ?? {}),
    repeatCount: 1,
  })
}
