/** Sign-in at a mail service: where to send the administrator, and what comes of the return. Each is used once, within ten minutes. */
import { and, eq, gt, lte } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { openSecret, sealSecret } from '../../auth/secret-box.ts'
import { newSecret, sha256Hex } from '../../auth/secrets.ts'
import type { OAuth2Credential } from '../../contract/organizations/configuration-mail.ts'
import { auditRefusal, auditStatement } from '../../db/audit.ts'
import { runBatch } from '../../db/client.ts'
import { mailSignIns } from '../../db/schema/mail.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { type MailServiceClient, newVerifier, redeemCode, signInLocation } from '../../mail/oauth2/mail-service.ts'
import { type ByOrganization, findConfigured } from './configured.ts'
import { toClient, toSealedCredential } from './mail-service-credential.ts'

interface Begun {
  client: MailServiceClient
  redirectUrl: string
  verifier: string
}

const VALID_MS = 10 * 60_000
const NO_SIGN_IN: ApiFailure = { code: 'not_found', what: 'A sign-in that was begun here' }

interface BeginBody {
  clientSettings: OAuth2Credential['clientSettings']
  redirectUrl: string
  state?: string | null | undefined
}

export async function beginMailServiceSignIn(
  request: ByOrganization<unknown, BeginBody>,
): Promise<Result<{ location: string; navigationMode: 'redirect' }, ApiFailure>> {
  const { env, db, body, params, now } = request
  const found = await findConfigured(request, params.organizationUid)
  if (!found.ok) return found
  const client = toClient(body.clientSettings)
  const refuse = (property: string, reason: string): Result<never, ApiFailure> =>
    fail({ code: 'invalid_input', message: `"${property}" ${reason}.`, property })
  if (client.clientId === '') return refuse('clientSettings.clientId', 'must not be empty')
  if (client.tenantId !== null && !/^[\w.-]+$/.test(client.tenantId))
    return refuse('clientSettings.tenantId', 'must be an identifier or a domain')
  const redirectUrl = body.redirectUrl.trim()
  if (!canReturnTo(redirectUrl, env.HOLDFAST_URL)) return refuse('redirectUrl', 'must be an https address')
  const state = body.state?.trim() || newSecret('')
  const begun: Begun = { client, redirectUrl, verifier: newVerifier() }
  const keySha256 = await keyOf(request, state)
  const row = {
    sealed: await sealSecret(env, 'mailPassword', JSON.stringify(begun)),
    expiresAt: now + VALID_MS,
  }
  await runBatch(db, [
    db.delete(mailSignIns).where(lte(mailSignIns.expiresAt, now)),
    db
      .insert(mailSignIns)
      .values({ keySha256, ...row })
      .onConflictDoUpdate({ target: mailSignIns.keySha256, set: row }),
    auditStatement(db, request, {
      organizationUid: params.organizationUid,
      kind: 'MailServiceSignInBegun',
      target: { type: 'MailSettings', uid: params.organizationUid },
      details: { service: client.kind },
    }),
  ])
  const location = await signInLocation(client, { redirectUrl, state, verifier: begun.verifier })
  return ok({ location, navigationMode: 'redirect' })
}

/** A code is of no use without the verifier, which stays here; but it is not sent in the clear. */
function canReturnTo(redirectUrl: string, consoleUrl: string): boolean {
  if (!URL.canParse(redirectUrl)) return false
  const { protocol, origin } = new URL(redirectUrl)
  return protocol === 'https:' || origin === new URL(consoleUrl).origin
}

interface ReturnQuery {
  error?: string | undefined
  error_description?: string | undefined
  code?: string | undefined
  state?: string | undefined
}

export async function completeMailServiceSignIn(
  request: ByOrganization<ReturnQuery>,
): Promise<Result<{ credential: OAuth2Credential }, ApiFailure>> {
  const { env, db, query, params, scope, now } = request
  // It uses up what was begun, although the method is GET.
  if (scope.isReadOnly) return fail({ code: 'forbidden', message: 'This credential is for reading only.' })
  const found = await findConfigured(request, params.organizationUid)
  if (!found.ok) return found
  if (query.state === undefined) return fail(NO_SIGN_IN)
  const isOfState = eq(mailSignIns.keySha256, await keyOf(request, query.state))
  const row = await db
    .delete(mailSignIns)
    .where(and(isOfState, gt(mailSignIns.expiresAt, now)))
    .returning()
    .get()
  const opened = row === undefined ? null : await openSecret(env, 'mailPassword', row.sealed)
  if (opened === null) return fail(NO_SIGN_IN)
  const { client, redirectUrl, verifier } = JSON.parse(opened) as Begun
  const event = {
    organizationUid: params.organizationUid,
    target: { type: 'MailSettings' as const, uid: params.organizationUid },
    details: { service: client.kind },
  }
  const refuse = async (message: string): Promise<Result<never, ApiFailure>> => {
    await auditRefusal(db, request, { kind: 'MailServiceSignInFailed', ...event })
    return fail({ code: 'conflict', message })
  }
  if (query.code === undefined) {
    const said = [query.error, query.error_description]
      .filter((part) => part)
      .join(': ')
      .slice(0, 500)
    return refuse(`The mail service did not sign in: ${said || 'it gave no code'}`)
  }
  const tokens = await redeemCode(fetch, client, { code: query.code, redirectUrl, verifier }, now)
  if (!tokens.ok) return refuse(tokens.failure)
  const credential = await toSealedCredential(env, params.organizationUid, client, tokens.value)
  await runBatch(db, [auditStatement(db, request, { kind: 'MailServiceSignInCompleted', ...event })])
  return ok({ credential })
}

/** Of the user who began it, for that organization: nobody else's return counts. */
function keyOf({ params, scope }: ByOrganization, state: string): Promise<string> {
  return sha256Hex([params.organizationUid, scope.userUid, state].join('\0'))
}
