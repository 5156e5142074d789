import { auditRow } from '../../worker/db/audit-row.ts'
import type { AuditEntry, CompanyContext } from './context.ts'
import { putRow } from './read-models.ts'
import type { Actor } from './rpc.ts'

/** To be called beside the change it records, without an await between. No actor: an agent or a timer did it. */
export function recordAudit(ctx: CompanyContext, actor: Actor | null, entry: AuditEntry): void {
  const uid = ctx.newUid()
  putRow(ctx, 'auditEvents', uid, {
    uid,
    ...auditRow(
      {
        scope: {
          userUid: actor?.userUid ?? '',
          userName: actor?.userName ?? '',
          impersonator: actor?.impersonator ?? null,
          signInMethod: actor?.signInMethod ?? null,
          secondFactor: actor?.secondFactor ?? null,
        },
        clientAddress: actor?.clientAddress ?? null,
        userAgent: actor?.userAgent ?? null,
        requestId: actor?.requestId ?? null,
        now: ctx.now(),
      },
      { ...entry, organizationUid: ctx.companyUid },
    ),
    repeatCount: 1,
    lastAt: null,
    openUntil: null,
    seq: null,
    salt: null,
    previousHash: null,
    hash: null,
  })
}
