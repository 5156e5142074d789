/**
 * Audit events are written in the same batch as the change they record, or are lost with it. An event is complete when it
 * is written; the Provider object chains it within a minute (durable-objects/provider/audit-sealer.ts). What repeats (a
 * refusal, an export) is one event an hour with a count. Never put a secret into an entry; what looks like one is taken out.
 */
import { eq, sql } from 'drizzle-orm'
import { sha256Hex } from '../auth/secrets.ts'
import { type AuditContext, type AuditEntry, auditRow } from './audit-row.ts'
import { type Db, runBatch, type Statement } from './client.ts'
import { newUid } from './new-uid.ts'
import { organizations } from './schema/organizations.ts'
import { auditEvents } from './schema/records.ts'

export type { AuditContext, AuditEntry }

const HOUR_MS = 3_600_000

/** Each request has a `db` of its own. The exchange looks after requests that changed something and audited nothing. */
const audited = new WeakSet<Db>()

/** For what is audited elsewhere in the name of this request: in a Company object. */
export function noteAudited(db: Db): void {
  audited.add(db)
}

export function isAudited(db: Db): boolean {
  return audited.has(db)
}

export function auditStatement(db: Db, context: AuditContext, entry: AuditEntry): Statement {
  noteAudited(db)
  return db.insert(auditEvents).values({ uid: newUid(), ...auditRow(context, entry) })
}

export interface RepeatedEntry extends Omit<AuditEntry, 'organizationUid' | 'changes'> {
  /** Null: nobody's in particular, so the provider's. */
  organizationUid: string | null
}

/** Something was refused. Not a part of any batch: what was refused changed nothing. */
export async function auditRefusal(db: Db, context: AuditContext, entry: RepeatedEntry): Promise<void> {
  await auditRepeated(db, context, entry)
}

/** The same by the same user from the same address within an hour is one event with a count. */
export async function auditRepeated(db: Db, context: AuditContext, entry: RepeatedEntry): Promise<void> {
  noteAudited(db)
  const organizationUid = entry.organizationUid ?? (await findProviderUid(db))
  // Before the setup there is nobody whose history it could be.
  if (organizationUid === null) return
  const hour = Math.floor(context.now / HOUR_MS)
  const { kind, target, details } = entry
  const { userUid, userName, impersonator } = context.scope
  const same = [kind, organizationUid, target, details, userUid, userName, impersonator?.userUid, context.clientAddress]
  const uid = uidOf(await sha256Hex(JSON.stringify([...same, hour])))
  const row = auditRow(context, { ...entry, organizationUid })
  const openUntil = (hour + 1) * HOUR_MS
  await counted(uid, context.now, (count) => writeRepeated(db, { uid, count, openUntil, row }))
}

async function findProviderUid(db: Db): Promise<string | null> {
  const provider = await db
    .select({ uid: organizations.uid })
    .from(organizations)
    .where(eq(organizations.type, 'Provider'))
    .get()
  return provider?.uid ?? null
}

interface Repeated {
  uid: string
  count: number
  openUntil: number
  row: ReturnType<typeof auditRow>
}

async function writeRepeated(db: Db, { uid, count, openUntil, row }: Repeated): Promise<void> {
  const { at } = row
  await runBatch(db, [
    db
      .insert(auditEvents)
      .values({ uid, ...row, repeatCount: count, lastAt: at, openUntil })
      .onConflictDoUpdate({
        target: auditEvents.uid,
        set: {
          repeatCount: sql`${auditEvents.repeatCount} + ${count}`,
          lastAt: sql`max(${auditEvents.lastAt}, ${at})`,
        },
        setWhere: sql`${auditEvents.seq} IS NULL`,
      }),
  ])
}

/** While one write is on its way, further ones of the same event are left to it: a flood costs no flood of writes. */
const underWay = new Map<string, { further: number; since: number }>()
/** Of a write whose request was cut off: the next one takes over. */
const ABANDONED_MS = 10_000

async function counted(uid: string, now: number, write: (count: number) => Promise<void>): Promise<void> {
  const ahead = underWay.get(uid)
  if (ahead !== undefined && now - ahead.since < ABANDONED_MS) {
    ahead.further += 1
    return
  }
  const own = { further: ahead?.further ?? 0, since: now }
  underWay.set(uid, own)
  try {
    await write(1)
    while (own.further > 0) {
      const count = own.further
      own.further = 0
      await write(count)
    }
  } finally {
    if (underWay.get(uid) === own) underWay.delete(uid)
  }
}

/** 32 hex digits of a digest in the form of a uid. */
function uidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
