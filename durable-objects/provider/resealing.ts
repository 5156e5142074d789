/**
 * After a rotation of the master secret, what lies sealed in D1 is sealed anew, so that the previous secret can be
 * forgotten and the next rotation loses nothing. Nothing is to be done while there is no previous secret.
 */
import { keyRing, type MasterSecrets, type SealPurpose } from '../../worker/auth/keys.ts'
import { openSecret, sealedUnder, sealSecret } from '../../worker/auth/secret-box.ts'
import { logError } from '../lib/log.ts'

type ResealEnv = MasterSecrets & { DB: D1Database }

interface SealedColumn {
  table: string
  column: string
  purpose: SealPurpose
  /** SQL of a text by which the rows are gone through. */
  key: string
}

/** What is kept for long; answers, sign-ins and the like are gone before anybody rotates twice. */
const SEALED: readonly SealedColumn[] = [
  { table: 'totp_factors', column: 'sealed_secret', purpose: 'totpSecret', key: 'user_uid' },
  { table: 'identity_providers', column: 'client_secret_sealed', purpose: 'oidcClientSecret', key: 'uid' },
  {
    table: 'service_certificates',
    column: 'private_key_sealed',
    purpose: 'samlPrivateKey',
    key: "provider_uid || ' ' || thumbprint",
  },
  {
    table: 'organization_configurations',
    column: 'smtp_secret_sealed',
    purpose: 'mailPassword',
    key: 'organization_uid',
  },
  { table: 'mails', column: 'sealed_body', purpose: 'mailBody', key: 'uid' },
]
const ROWS_PER_RUN = 200

/** By table, behind which row the next run goes on. What is lost with the object is only gone through once more. */
export type ResealPlaces = Map<string, string>

/** Returns whether there is more of the same to do. Rows that cannot be opened are passed by, once in each round. */
export async function resealSecrets(env: ResealEnv, places: ResealPlaces): Promise<boolean> {
  for (const column of SEALED) {
    const reached = await resealColumn(env, column, places.get(column.table) ?? '')
    if (reached === null) places.delete(column.table)
    else places.set(column.table, reached)
  }
  return places.size > 0
}

/** Returns the last row that it looked at, or null at the end of the table. */
async function resealColumn(
  env: ResealEnv,
  { table, column, purpose, key }: SealedColumn,
  behind: string,
): Promise<string | null> {
  const { current, previous } = await keyRing(env, purpose)
  // The same secret given as both is no rotation.
  if (previous === null || previous.kid === current.kid) return null
  const start = sealedUnder(previous.kid)
  const { results } = await env.DB.prepare(
    `SELECT ${key} AS place, ${column} AS sealed FROM ${table}
     WHERE ${key} > ?1 AND substr(${column}, 1, ?2) = ?3 ORDER BY 1 LIMIT ?4`,
  )
    .bind(behind, start.length, start, ROWS_PER_RUN)
    .all<{ place: string; sealed: string }>()
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
  return results.length === ROWS_PER_RUN ? (results.at(-1)?.place ?? null) : null
}
