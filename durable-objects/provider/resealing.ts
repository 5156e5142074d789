/**
 * After a rotation of the master secret, what lies sealed in D1 is sealed anew, so that the previous secret can be
 * forgotten and the next rotation loses nothing. Nothing is to be done while there is no previous secret.
 */
import { keyRing, type MasterSecrets, type SealPurpose } from '../../worker/auth/keys.ts'
import { openSecret, sealedUnder, sealSecret } from '../../worker/auth/secret-box.ts'
import { logError } from '../lib/log.ts'

type ResealEnv = MasterSecrets & { DB: D1Database }

/** What is kept for long; answers, sign-ins and the like are gone before anybody rotates twice. */
const SEALED: readonly { table: string; column: string; purpose: SealPurpose }[] = [
  { table: 'totp_factors', column: 'sealed_secret', purpose: 'totpSecret' },
  { table: 'identity_providers', column: 'client_secret_sealed', purpose: 'oidcClientSecret' },
  { table: 'service_certificates', column: 'private_key_sealed', purpose: 'samlPrivateKey' },
  { table: 'organization_configurations', column: 'smtp_secret_sealed', purpose: 'mailPassword' },
  { table: 'mails', column: 'sealed_body', purpose: 'mailBody' },
]
const ROWS_PER_RUN = 200

/** Returns whether there is more of the same to do. */
export async function resealSecrets(env: ResealEnv): Promise<boolean> {
  let isMore = false
  for (const column of SEALED) isMore = (await resealColumn(env, column)) || isMore
  return isMore
}

async function resealColumn(env: ResealEnv, { table, column, purpose }: (typeof SEALED)[number]): Promise<boolean> {
  const { previous } = await keyRing(env, purpose)
  if (previous === null) return false
  const start = sealedUnder(previous.kid)
  const { results } = await env.DB.prepare(
    `SELECT ${column} AS sealed FROM ${table} WHERE substr(${column}, 1, ?1) = ?2 LIMIT ?3`,
  )
    .bind(start.length, start, ROWS_PER_RUN)
    .all<{ sealed: string }>()
  // Only what is still as it was read is replaced: somebody may have set another secret meanwhile.
  const update = env.DB.prepare(`UPDATE ${table} SET ${column} = ?1 WHERE ${column} = ?2`)
  const updates: D1PreparedStatement[] = []
  for (const { sealed } of results) {
    const text = await openSecret(env, purpose, sealed)
    if (text === null) continue
    updates.push(update.bind(await sealSecret(env, purpose, text), sealed))
  }
  if (updates.length > 0) await env.DB.batch(updates)
  if (updates.length < results.length)
    logError('Sealed secrets cannot be opened', { table, count: results.length - updates.length })
  return results.length === ROWS_PER_RUN && updates.length > 0
}
