/**
 * The tokens of a mail service on the wire. Those that a sign-in gave are answered sealed, for this organization only:
 * whoever holds the answer can store them here and do nothing else with them.
 */
import { fail, ok, type Result } from '../../../domain/result.ts'
import { openSecret, sealSecret } from '../../auth/secret-box.ts'
import { fromWireTime, toWireTime } from '../../contract/common.ts'
import type { OAuth2Credential } from '../../contract/organizations/configuration-mail.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { MailServiceClient, MailServiceTokens } from '../../mail/oauth2/mail-service.ts'
import type { StoredSmtp } from '../../mail/organization-chain.ts'
import { type SecretEnv, type ServiceSecret, sealServiceSecret } from '../../mail/smtp-secret.ts'

type StoredOAuth2 = NonNullable<StoredSmtp['oAuth2']>

interface SealedToken {
  organizationUid: string
  token: string
  clientSecret: string | null
}

export function toClient(settings: OAuth2Credential['clientSettings']): MailServiceClient {
  return {
    kind: settings.kind,
    clientId: settings.clientId.trim(),
    clientSecret: settings.clientSecret || null,
    scope: settings.scope?.trim() || null,
    tenantId: settings.tenantId?.trim() || null,
  }
}

/** What a completed sign-in answers. */
export async function toSealedCredential(
  env: SecretEnv,
  organizationUid: string,
  client: MailServiceClient,
  tokens: MailServiceTokens,
): Promise<OAuth2Credential> {
  const seal = (token: string) => {
    const sealed: SealedToken = { organizationUid, token, clientSecret: client.clientSecret }
    return sealSecret(env, 'mailPassword', JSON.stringify(sealed))
  }
  return {
    clientSettings: { ...client, clientSecret: null },
    userId: tokens.userId,
    accessToken: await seal(tokens.accessToken),
    accessTokenExpiration: toWireTime(tokens.expiresAt),
    refreshToken: await seal(tokens.refreshToken),
  }
}

/** What the settings answer: which mailbox, by which client; never a token. */
export function toShownCredential({ client, userId, expiresAt }: StoredOAuth2): OAuth2Credential {
  return {
    clientSettings: { ...client, clientSecret: null },
    userId,
    accessToken: '',
    accessTokenExpiration: toWireTime(expiresAt),
    refreshToken: '',
  }
}

export interface ReadCredential {
  oAuth2: StoredOAuth2
  /** Null: no token was given; the stored ones stay where they belong to the same mailbox and client. */
  sealed: string | null
}

/** `path` is where the credential stands in the request, with a dot behind. Tokens that were got elsewhere are taken as they are. */
export async function readCredential(
  env: SecretEnv,
  organizationUid: string,
  credential: OAuth2Credential,
  path: string,
): Promise<Result<ReadCredential, ApiFailure>> {
  const refuse = (member: string, reason: string): Result<never, ApiFailure> =>
    fail({ code: 'invalid_input', message: `"${path}${member}" ${reason}.`, property: `${path}${member}` })
  const userId = credential.userId?.trim() ?? ''
  if (userId === '') return refuse('userId', 'must be the address of the mailbox')
  const { clientSecret: givenSecret, ...client } = toClient(credential.clientSettings)
  if (client.clientId === '') return refuse('clientSettings.clientId', 'must not be empty')
  const expiresAt = fromWireTime(credential.accessTokenExpiration)
  if (expiresAt === null) return refuse('accessTokenExpiration', 'must be a time')
  const oAuth2 = { client, userId, expiresAt }
  const accessToken = await openToken(env, credential.accessToken)
  const refreshToken = await openToken(env, credential.refreshToken)
  if (accessToken.token === '' && refreshToken.token === '') return ok({ oAuth2, sealed: null })
  if (refreshToken.token === '') return refuse('refreshToken', 'must be given with an access token')
  for (const [member, { organizationUid: ofUid }] of [
    ['accessToken', accessToken],
    ['refreshToken', refreshToken],
  ] as const)
    if (ofUid !== '' && ofUid !== organizationUid) return refuse(member, 'was made for another organization')
  const secret: ServiceSecret = {
    clientSecret: givenSecret ?? refreshToken.clientSecret,
    accessToken: accessToken.token,
    // Without an access token the first use asks for one.
    expiresAt: accessToken.token === '' ? 0 : expiresAt,
    refreshToken: refreshToken.token,
  }
  return ok({ oAuth2, sealed: await sealServiceSecret(env, secret) })
}

/** `organizationUid` is empty for a token that was not sealed here. */
async function openToken(env: SecretEnv, text: string): Promise<SealedToken> {
  const opened = text.startsWith('v1.') ? await openSecret(env, 'mailPassword', text) : null
  if (opened === null) return { organizationUid: '', token: text, clientSecret: null }
  const { organizationUid, token, clientSecret } = JSON.parse(opened) as SealedToken
  return { organizationUid, token, clientSecret }
}
