import { fail, ok, type Result } from '../../domain/result.ts'
import { openSecret } from '../auth/secret-box.ts'
import type { Env } from '../env.ts'
import { findMailWay, type MailWayEnv } from './mail-way.ts'
import type { ChainLink } from './organization-chain.ts'
import { emailServiceTransport, logTransport } from './other-transports.ts'
import { smtpTransport, toSmtpServer } from './smtp-transport.ts'
import type { MailTransport, SendFailure } from './transport.ts'

export type TransportEnv = MailWayEnv & Pick<Env, 'HOLDFAST_MASTER_SECRET' | 'HOLDFAST_MASTER_SECRET_PREVIOUS'>

/** By which the organization's mail is sent now. `chain`: lowest first. */
export async function makeTransport(
  env: TransportEnv,
  chain: readonly ChainLink[],
): Promise<Result<MailTransport, SendFailure>> {
  const way = findMailWay(env, chain)
  switch (way.kind) {
    case 'smtp': {
      const password = way.secretSealed === null ? null : await openSecret(env, 'mailPassword', way.secretSealed)
      if (way.secretSealed !== null && password === null)
        return fail({ isPermanent: false, reply: 'The password of the mail server cannot be opened. Set it again.' })
      return ok(smtpTransport(toSmtpServer(way.smtp, password), env.HOLDFAST_URL))
    }
    case 'emailService':
      return env.EMAIL === undefined ? fail(NO_SERVER) : ok(emailServiceTransport(env.EMAIL))
    case 'log':
      return ok(logTransport())
    case 'none':
      return fail(NO_SERVER)
  }
}

const NO_SERVER: SendFailure = { isPermanent: false, reply: 'No mail server is set up.' }
