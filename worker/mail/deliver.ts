/**
 * Sends what is due. Run by the mail object only, one run at a time. A mail is claimed before it is sent and its outcome
 * is written right after; whoever dies in between leaves a claim that the next run takes back. So a mail is never lost,
 * and at worst it arrives once more, under the same Message-ID.
 */
import { openSecret } from '../auth/secret-box.ts'
import { openDb } from '../db/client.ts'
import { describeError, writeLog } from '../http/log.ts'
import { findSender, hostForAddress } from './mail-way.ts'
import { makeTransport, type TransportEnv } from './make-transport.ts'
import { type ChainLink, readChain } from './organization-chain.ts'
import type { LaidOutMail } from './templates/lay-out.ts'
import type { SendFailure } from './transport.ts'

export type DeliveryEnv = TransportEnv

/** How many mail servers may be kept waiting for at once. */
const SENT_AT_ONCE = 4
/** Then the run ends, and the next one goes on. */
const RUN_BUDGET_MS = 60_000
/** Another instance of the object may be about to end: its claims are left alone for so long. */
const FOREIGN_CLAIM_MS = 5_000
const MINUTE_MS = 60_000
const RETRY_DELAYS_MS = [10_000, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, 60 * MINUTE_MS]
const LONGEST_DELAY_MS = 4 * 60 * MINUTE_MS

interface ClaimedMail {
  uid: string
  organization_uid: string
  recipient: string
  subject: string
  sealed_body: string | null
  attempts: number
  created_at: number
}

/** `claimant` names the instance of the object. Returns when the next mail is due (epoch ms), null for none. */
export async function deliverDue(env: DeliveryEnv, claimant: string, clock = Date.now): Promise<number | null> {
  const startedAt = clock()
  await takeBackClaims(env, claimant, startedAt)
  while (clock() - startedAt < RUN_BUDGET_MS) {
    const claimed = await claimDue(env, claimant, clock())
    if (claimed.length === 0) break
    const chains = new Map<string, ChainLink[]>()
    for (const { organization_uid: uid } of claimed)
      if (!chains.has(uid)) chains.set(uid, await readChain(openDb(env.DB), uid))
    await Promise.all(claimed.map((mail) => sendOne(env, mail, chains.get(mail.organization_uid) ?? [], clock)))
  }
  const next = await env.DB.prepare(
    `SELECT min(at) AS at FROM (
       SELECT min(next_attempt_at) AS at FROM mails WHERE status IN ('queued', 'deferred')
       UNION ALL SELECT min(claimed_at) + ?1 FROM mails WHERE status = 'sending')`,
  )
    .bind(FOREIGN_CLAIM_MS)
    .first<{ at: number | null }>()
  return next?.at ?? null
}

async function takeBackClaims({ DB }: DeliveryEnv, claimant: string, now: number): Promise<void> {
  await DB.batch([
    // One that ends the console itself each time must not be tried without a pause.
    DB.prepare(
      `UPDATE mails SET status = 'deferred', claimed_by = NULL, next_attempt_at = ?1 + (attempts - 1) * (attempts - 1) * 10000,
         last_reply = 'The console was interrupted while it sent the mail.', updated_at = ?1
       WHERE status = 'sending' AND (claimed_by = ?2 OR claimed_at <= ?3)`,
    ).bind(now, claimant, now - FOREIGN_CLAIM_MS),
    DB.prepare(
      `UPDATE mails SET status = 'failed', next_attempt_at = NULL, updated_at = ?1,
         last_reply = 'Given up after too long. ' || coalesce(last_reply, '')
       WHERE status IN ('queued', 'deferred') AND expires_at <= ?1`,
    ).bind(now),
  ])
}

async function claimDue({ DB }: DeliveryEnv, claimant: string, now: number): Promise<ClaimedMail[]> {
  const { results } = await DB.prepare(
    `UPDATE mails SET status = 'sending', claimed_by = ?2, claimed_at = ?1, attempts = attempts + 1, updated_at = ?1
     WHERE uid IN (SELECT uid FROM mails WHERE status IN ('queued', 'deferred') AND next_attempt_at <= ?1
       ORDER BY next_attempt_at LIMIT ?3)
     RETURNING uid, organization_uid, recipient, subject, sealed_body, attempts, created_at`,
  )
    .bind(now, claimant, SENT_AT_ONCE)
    .all<ClaimedMail>()
  return results
}

async function sendOne(
  env: DeliveryEnv,
  mail: ClaimedMail,
  chain: readonly ChainLink[],
  clock: () => number,
): Promise<void> {
  const outcome = await attempt(env, mail, chain).catch((error: unknown) => {
    writeLog('error', 'A mail could not be sent', { mailUid: mail.uid, ...describeError(error) })
    return { way: null, reply: 'The console failed to send the mail. Its log says why.', isPermanent: false }
  })
  const now = clock()
  const { DB } = env
  if (outcome.way !== null) {
    await DB.prepare(
      `UPDATE mails SET status = 'sent', way = ?2, last_reply = ?3, sealed_body = NULL, claimed_by = NULL,
         next_attempt_at = NULL, sent_at = ?4, updated_at = ?4 WHERE uid = ?1`,
    )
      .bind(mail.uid, outcome.way, outcome.reply, now)
      .run()
    return
  }
  const delayMs = RETRY_DELAYS_MS[mail.attempts - 1] ?? LONGEST_DELAY_MS
  await DB.prepare(
    `UPDATE mails SET status = ?2, last_reply = ?3, claimed_by = NULL, next_attempt_at = ?4, updated_at = ?5
     WHERE uid = ?1`,
  )
    .bind(
      mail.uid,
      outcome.isPermanent ? 'failed' : 'deferred',
      outcome.reply,
      outcome.isPermanent ? null : now + delayMs,
      now,
    )
    .run()
}

type Outcome = (SendFailure & { way: null }) | { way: 'smtp' | 'emailService' | 'log'; reply: string }

async function attempt(env: DeliveryEnv, mail: ClaimedMail, chain: readonly ChainLink[]): Promise<Outcome> {
  const opened = mail.sealed_body === null ? null : await openSecret(env, 'mailBody', mail.sealed_body)
  if (opened === null)
    return { way: null, isPermanent: true, reply: 'The mail cannot be opened: the master secret is another one.' }
  const { text, html, language } = JSON.parse(opened) as LaidOutMail
  const transport = await makeTransport(env, chain)
  if (!transport.ok) return { way: null, ...transport.failure }
  const sender = findSender(env, chain)
  const sent = await transport.value.send({
    from: { name: sender.name, address: sender.address },
    replyTo: sender.replyTo,
    to: mail.recipient,
    subject: mail.subject,
    text,
    html,
    messageId: `${mail.uid}@${hostForAddress(env.HOLDFAST_URL)}`,
    sentAt: mail.created_at,
    language,
  })
  if (sent.ok) return { way: transport.value.kind, reply: sent.value }
  return { way: null, isPermanent: sent.failure.isPermanent, reply: sent.failure.reply }
}
