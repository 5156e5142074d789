/** What a user is written to when something of its sign-in changes; nothing where it has no address. */
import { countRecoveryCodes } from '../../auth/second-factor.ts'
import type { SignInUser } from '../../auth/sign-in-user.ts'
import type { Statement } from '../../db/client.ts'
import type { ApiRequest } from '../../http/route.ts'
import { type MailTemplate, type MailValues, mailStatements } from '../../mail/queue.ts'

export interface Addressee {
  userName: string
  organizationUid: string
  email: string | null
}

export async function securityMail<Name extends MailTemplate>(
  { env, db, now }: Pick<ApiRequest, 'env' | 'db' | 'now'>,
  { organizationUid, email }: Addressee,
  template: Name,
  values: MailValues[Name],
  expiresAt?: number,
): Promise<Statement[]> {
  if (email === null || email === '') return []
  return mailStatements(env, db, {
    organizationUid,
    to: email,
    template,
    values,
    now,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  })
}

export function factorMails(request: ApiRequest, user: Addressee): Promise<Statement[]> {
  return securityMail(request, user, 'mfaEnabled', { userName: user.userName, at: request.now })
}

/** The code is used already when this is written. */
export async function recoveryCodeMails(request: ApiRequest, user: SignInUser): Promise<Statement[]> {
  const codesLeft = await countRecoveryCodes(request.db, user.userUid)
  const { now: at, clientAddress } = request
  return securityMail(request, user, 'recoveryCodeUsed', { userName: user.userName, at, codesLeft, clientAddress })
}
