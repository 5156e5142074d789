import { fail, ok, type Result } from '../../domain/result.ts'
import type { Env } from '../env.ts'
import { findMailWay, type MailWayEnv } from './mail-way.ts'
import type { ChainLink } from './organization-chain.ts'
import { emailServiceTransport, logTransport } from './other-transports.ts'
import { type SecretEnv, unsealServer } from './smtp-secret.ts'
import { smtpTransport } from './smtp-transport.ts'
import type { MailTransport, SendFailure } from './transport.ts'

export type TransportEnv = MailWayEnv & SecretEnv & Pick<Env, 'DB'>

/** By which the organization's mail is sent now. `chain`: lowest first. */
export async function makeTransport(
  env: TransportEnv,
  chain: readonly ChainLink[],
): Promise<Result<MailTransport, SendFailure>> {
  const way = findMailWay(env, chain)
  switch (way.kind) {
    case 'smtp': {
      const { smtp, secretSealed, ownerUid } = way
      const server = await unsealServer(env, smtp, secretSealed, {
        send: fetch,
        now: Date.now(),
        keep: (renewed) => keepSecret(env, ownerUid, secretSealed, renewed),
      })
      return server.ok ? ok(smtpTransport(server.value, env.HOLDFAST_URL)) : server
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

/** Unless somebody has set another one meanwhile. The configuration is the same one: its revision stays. */
export async function keepSecret(
  { DB }: Pick<Env, 'DB'>,
  ownerUid: string,
  before: string | null,
  renewed: string,
): Promise<void> {
  await DB.prepare(
    'UPDATE organization_configurations SET smtp_secret_sealed = ? WHERE organization_uid = ? AND smtp_secret_sealed = ?',
  )
    .bind(renewed, ownerUid, before)
    .run()
}
