/** A Portal Administrator with an API key, straight in the database. */
import { env } from 'cloudflare:workers'
import { seedCompany } from '../../durable-objects/company/testing/directory.setup.ts'
import { sha256Hex } from '../auth/secrets.ts'
import { newUid } from '../db/new-uid.ts'

/** Makes those that are not there yet; each key is of a user of its own. */
export async function seedAdministrators(...keys: string[]): Promise<void> {
  const { providerUid } = await seedCompany()
  for (const key of keys) {
    const digest = await sha256Hex(key)
    const known = await env.DB.prepare('SELECT 1 FROM user_logins WHERE secret_sha256 = ?').bind(digest).first()
    if (known !== null) continue
    const userUid = newUid()
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO users (uid, organization_uid, role, user_name, user_name_fold, user_name_natural, created_at, updated_at)
         VALUES (?1, ?2, 'PortalAdministrator', ?1, ?1, ?1, 0, 0)`,
      ).bind(userUid, providerUid),
      env.DB.prepare(
        `INSERT INTO user_logins (user_uid, kind, description, scopes, secret_sha256, created_at)
         VALUES (?1, 'apiKey', 'key', '["rest"]', ?2, 0)`,
      ).bind(userUid, digest),
    ])
  }
}
