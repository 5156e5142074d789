/** Tries of mail settings: what the server answers is told to whoever tries, at once. */
import { isEmailAddress } from '../../../domain/email-address.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { openSecret } from '../../auth/secret-box.ts'
import type { SmtpSettingsInput, TestSmtpSettings } from '../../contract/organizations/configuration-mail.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { findMailWay, findSender, hostForAddress } from '../../mail/mail-way.ts'
import { makeTransport } from '../../mail/make-transport.ts'
import type { ChainLink, StoredSmtp } from '../../mail/organization-chain.ts'
import { renderMail } from '../../mail/queue.ts'
import { ownSmtpName, SmtpSession } from '../../mail/smtp/smtp-session.ts'
import { openSocket, toSmtpServer } from '../../mail/smtp-transport.ts'
import { type ByOrganization, findConfigured } from './configured.ts'
import { mayKeepPassword, readSmtpSettings, toSmtpSettings } from './smtp-input.ts'

const NO_SERVER: ApiFailure = { code: 'conflict', message: 'No mail server is set up for the organization.' }

export async function testSmtpSettings(
  request: ByOrganization<unknown, SmtpSettingsInput | null>,
): Promise<Result<TestSmtpSettings, ApiFailure>> {
  const { env, body, params } = request
  const found = await findConfigured(request, params.organizationUid)
  if (!found.ok) return found
  const tried = await findTried(request, found.value.chain, body)
  if (!tried.ok) return tried
  const { smtp, password } = tried.value
  const server = toSmtpServer(smtp, password)
  const session = await SmtpSession.open(openSocket, server, ownSmtpName(env.HOLDFAST_URL))
  // The settings of an organization above are not shown to those below it.
  const shown = body === null && found.value.own.smtp === null ? null : toSmtpSettings(smtp)
  if (session.ok) {
    await session.value.quit()
    return ok({ result: 'Ok', smtpSettings: shown, serverCertificate: null })
  }
  const { kind, reply } = session.failure
  return ok({
    result: kind === 'authentication' ? 'AuthenticationError' : 'ConnectionError',
    smtpSettings: shown,
    serverCertificate: null,
    error: {
      message: reply,
      type: kind === 'authentication' ? 'security' : 'transport',
      code: Number(/^\d{3}/.exec(reply)?.[0] ?? 0),
    },
  })
}

/** Those of the request, with the password that is stored where it belongs to them; or those that are stored. */
async function findTried(
  { env }: ByOrganization,
  chain: readonly ChainLink[],
  body: SmtpSettingsInput | null,
): Promise<Result<{ smtp: StoredSmtp; password: string | null }, ApiFailure>> {
  const open = async (sealed: string | null) => (sealed === null ? null : openSecret(env, 'mailPassword', sealed))
  if (body === null) {
    const way = findMailWay(env, chain)
    if (way.kind !== 'smtp') return fail(NO_SERVER)
    return ok({ smtp: way.smtp, password: await open(way.secretSealed) })
  }
  const read = readSmtpSettings(body, '')
  if (!read.ok) return read
  const { smtp, password } = read.value
  const [own] = chain
  if (password !== undefined) return ok({ smtp, password })
  const isStored = own?.smtp !== null && own !== undefined && mayKeepPassword(own.smtp, smtp)
  return ok({ smtp, password: isStored ? await open(own.smtpSecretSealed) : null })
}

interface TestMailOptions {
  from: string
  to: string
  senderName?: string | null | undefined
}

export async function sendTestMail(
  request: ByOrganization<unknown, TestMailOptions>,
): Promise<Result<null, ApiFailure>> {
  const { env, db, body, params, now } = request
  for (const property of ['from', 'to'] as const) {
    if (!isEmailAddress(body[property].trim()))
      return fail({ code: 'invalid_input', message: `"${property}" must be an e-mail address.`, property })
  }
  const found = await findConfigured(request, params.organizationUid)
  if (!found.ok) return found
  const { own, chain } = found.value
  const transport = await makeTransport(env, chain)
  if (!transport.ok) return fail({ code: 'conflict', message: transport.failure.reply })
  const sender = findSender(env, chain)
  const usesOwnServer = own.smtp !== null || own.type === 'Provider'
  const from = body.from.trim()
  const uid = newUid()
  const sent = await transport.value.send({
    ...renderMail(env, chain, { template: 'testMail', values: {} }),
    from: { name: body.senderName?.trim() || sender.name, address: usesOwnServer ? from : sender.address },
    replyTo: usesOwnServer ? null : from,
    to: body.to.trim(),
    messageId: `${uid}@${hostForAddress(env.HOLDFAST_URL)}`,
    sentAt: now,
  })
  if (!sent.ok) return fail({ code: 'conflict', message: `The test mail was not taken: ${sent.failure.reply}` })
  await runBatch(db, [
    auditStatement(db, request, {
      organizationUid: own.uid,
      kind: 'TestMailSent',
      target: { type: 'MailSettings', uid: own.uid },
      details: { recipient: body.to.trim() },
    }),
  ])
  return ok(null)
}
