/** Tries of mail settings: what the server answers is told to whoever tries, at once. */
import { isEmailAddress } from '../../../domain/email-address.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type {
  SmtpSettings,
  SmtpSettingsInput,
  TestSmtpSettings,
} from '../../contract/organizations/configuration-mail.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { findMailWay, findSender, hostForAddress } from '../../mail/mail-way.ts'
import { keepSecret, makeTransport } from '../../mail/make-transport.ts'
import type { ChainLink, StoredSmtp } from '../../mail/organization-chain.ts'
import { renderMail } from '../../mail/queue.ts'
import { ownSmtpName, SmtpSession } from '../../mail/smtp/smtp-session.ts'
import { unsealServer } from '../../mail/smtp-secret.ts'
import { openSocket } from '../../mail/smtp-transport.ts'
import { type ByOrganization, findConfigured } from './configured.ts'
import { hasSignIn, mayKeepPassword, readSmtpSettings, toSmtpSettings } from './smtp-input.ts'

const NO_SERVER: ApiFailure = { code: 'conflict', message: 'No mail server is set up for the organization.' }

export async function testSmtpSettings(
  request: ByOrganization<unknown, SmtpSettingsInput | null>,
): Promise<Result<TestSmtpSettings, ApiFailure>> {
  const { env, body, params, now } = request
  const found = await findConfigured(request, params.organizationUid)
  if (!found.ok) return found
  const tried = await findTried(request, found.value.chain, body)
  if (!tried.ok) return tried
  const { smtp, sealed, ownerUid } = tried.value
  // The settings of an organization above are not shown to those below it.
  const shown = body === null && found.value.own.smtp === null ? null : toSmtpSettings(smtp)
  const server = await unsealServer(env, smtp, sealed, {
    send: fetch,
    now,
    keep: (renewed) => (ownerUid === null ? Promise.resolve() : keepSecret(env, ownerUid, sealed, renewed)),
  })
  if (!server.ok) return ok(refusedTest('AuthenticationError', server.failure.reply, shown))
  const session = await SmtpSession.open(openSocket, server.value, ownSmtpName(env.HOLDFAST_URL))
  if (session.ok) {
    await session.value.quit()
    return ok({ result: 'Ok', smtpSettings: shown, serverCertificate: null })
  }
  const { kind, reply } = session.failure
  return ok(refusedTest(kind === 'authentication' ? 'AuthenticationError' : 'ConnectionError', reply, shown))
}

function refusedTest(
  result: 'AuthenticationError' | 'ConnectionError',
  message: string,
  smtpSettings: SmtpSettings | null,
): TestSmtpSettings {
  const type = result === 'AuthenticationError' ? 'security' : 'transport'
  const code = Number(/^\d{3}/.exec(message)?.[0] ?? 0)
  return { result, smtpSettings, serverCertificate: null, error: { message, type, code } }
}

interface Tried {
  smtp: StoredSmtp
  sealed: string | null
  /** Whose stored settings they are; null: of the request only. */
  ownerUid: string | null
}

/** Those of the request, with the password that is stored where it belongs to them; or those that are stored. */
async function findTried(
  { env }: ByOrganization,
  chain: readonly ChainLink[],
  body: SmtpSettingsInput | null,
): Promise<Result<Tried, ApiFailure>> {
  if (body === null) {
    const way = findMailWay(env, chain)
    if (way.kind !== 'smtp') return fail(NO_SERVER)
    return ok({ smtp: way.smtp, sealed: way.secretSealed, ownerUid: way.ownerUid })
  }
  const [own] = chain
  const read = await readSmtpSettings(env, own?.uid ?? '', body, '')
  if (!read.ok) return read
  const { smtp, sealed } = read.value
  if (sealed !== null || !hasSignIn(smtp)) return ok({ smtp, sealed, ownerUid: null })
  const isStored = own?.smtp !== null && own !== undefined && mayKeepPassword(own.smtp, smtp)
  if (isStored) return ok({ smtp, sealed: own.smtpSecretSealed, ownerUid: own.uid })
  if (smtp.oAuth2 === undefined) return ok({ smtp, sealed: null, ownerUid: null })
  const property = 'oAuth2Credential.refreshToken'
  return fail({ code: 'invalid_input', message: `"${property}" must be given.`, property })
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
