/** The queue as administrators see it: what became of each mail, never what it said. */
import { and, eq, or, type SQL, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { toWireTime, toWireTimeOrNull } from '../../contract/common.ts'
import { type Mail, mailStatus } from '../../contract/organizations/configuration-mail.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { defineCollection, descending } from '../../db/collection.ts'
import { enumField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'
import { mails as table } from '../../db/schema/mail.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { deliverSoon } from '../../mail/queue.ts'
import { type ByOrganization, NO_ORGANIZATION } from './configured.ts'

const mails = defineCollection({
  name: null,
  from: sql`${table} JOIN ${organizations} ON ${organizations.uid} = ${table.organizationUid}`,
  key: table.uid,
  columns: {
    uid: table.uid,
    organizationUid: table.organizationUid,
    organizationName: organizations.name,
    template: table.template,
    recipient: table.recipient,
    subject: table.subject,
    status: table.status,
    way: table.way,
    attempts: table.attempts,
    nextAttemptAt: table.nextAttemptAt,
    lastReply: table.lastReply,
    createdAt: table.createdAt,
    sentAt: table.sentAt,
  },
  fields: {
    instanceUid: uidField(table.uid),
    organizationUid: uidField(table.organizationUid),
    organizationName: textField(organizations.name, { fold: organizations.nameFold }),
    template: textField(table.template),
    recipient: textField(table.recipient, { fold: table.recipientFold }),
    subject: textField(table.subject),
    status: enumField(table.status),
    way: enumField(table.way),
    attempts: numberField(table.attempts),
    nextAttemptTime: timeField(table.nextAttemptAt),
    createdTime: timeField(table.createdAt),
    sentTime: timeField(table.sentAt),
  },
  defaultSort: [descending('createdTime')],
  toItem: (row): Mail => ({
    instanceUid: row.uid,
    organizationUid: row.organizationUid,
    organizationName: row.organizationName,
    template: row.template,
    recipient: row.recipient,
    subject: row.subject,
    status: mailStatus.parse(row.status),
    way: row.way,
    attempts: row.attempts,
    nextAttemptTime: toWireTimeOrNull(row.nextAttemptAt),
    lastReply: row.lastReply,
    createdTime: toWireTime(row.createdAt),
    sentTime: toWireTimeOrNull(row.sentAt),
  }),
})

export async function listMails(
  request: ByOrganization<{ includeManaged: boolean }>,
): Promise<Result<PageSource<Mail>, ApiFailure>> {
  const { scope, db, params, query } = request
  const organization = await scope.findOrganization(params.organizationUid)
  if (organization === null) return fail(NO_ORGANIZATION)
  const own = eq(table.organizationUid, organization.uid)
  const chosen = query.includeManaged ? or(own, managedBy(organization)) : own
  return ok(mails.source(db, { where: and(chosen, scope.organizations(table.organizationUid)), context: undefined }))
}

function managedBy({ uid, type }: { uid: string; type: string }): SQL {
  if (type === 'Provider') return sql`1`
  return sql`${table.organizationUid} IN (SELECT uid FROM organizations WHERE reseller_uid = ${uid})`
}

const NO_MAIL: ApiFailure = { code: 'not_found', what: 'The mail' }

export async function retryMail(
  request: ApiRequest<{ organizationUid: string; mailUid: string }>,
): Promise<Result<Mail, ApiFailure>> {
  const { scope, db, params, now } = request
  const { organizationUid, mailUid } = params
  const organization = await scope.findOrganization(organizationUid)
  if (organization === null) return fail(NO_ORGANIZATION)
  const where = and(
    or(eq(table.organizationUid, organization.uid), managedBy(organization)),
    scope.organizations(table.organizationUid),
  )
  const found = await mails.find(db, mailUid, { where, context: undefined })
  if (found === null) return fail(NO_MAIL)
  if (!['deferred', 'failed', 'queued'].includes(found.status))
    return fail({
      code: 'conflict',
      message: `The mail is ${found.status}: only one that was not sent can be retried.`,
    })
  try {
    await runBatch(db, [
      requireInBatch(
        db,
        sql`EXISTS (SELECT 1 FROM mails WHERE uid = ${mailUid} AND sealed_body IS NOT NULL
          AND status IN ('queued', 'deferred', 'failed'))`,
      ),
      db.run(sql`UPDATE mails SET status = 'queued', next_attempt_at = ${now}, updated_at = ${now},
        expires_at = CASE WHEN expires_at > ${now} THEN expires_at ELSE ${now + RETRIED_FOR_MS} END WHERE uid = ${mailUid}`),
      auditStatement(db, request, {
        organizationUid: found.organizationUid,
        kind: 'MailRetried',
        target: { type: 'Mail', uid: mailUid },
        details: { recipient: found.recipient, subject: found.subject },
      }),
    ])
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    return fail({ code: 'conflict', message: 'The words of the mail are no longer kept, or it has just been sent.' })
  }
  deliverSoon(request)
  const after = await mails.find(db, mailUid, { where, context: undefined })
  return after === null ? fail(NO_MAIL) : ok(after)
}

/** One that had been given up is tried for an hour. */
const RETRIED_FOR_MS = 3_600_000
