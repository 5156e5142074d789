import { type SQL, sql } from 'drizzle-orm'
import { organizations } from '../../db/schema/organizations.ts'

/** One scalar of an organization's services (JSON), by its dotted path: written in code, never taken from a request. */
export function serviceField(path: string): SQL {
  return sql`json_extract(${organizations.services}, ${sql.raw(`'$.${path}'`)})`
}
