/** Names and aliases are what users sign in with ("Company\user"), so no two organizations may answer to the same one. */
import { and, isNull, ne, or, sql } from 'drizzle-orm'
import { foldKey } from '../../../domain/collation.ts'
import { type Db, violatedUnique } from '../../db/client.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'

export interface OrganizationNames {
  name: string
  alias: string | null
}

function nameTaken(name: string, property: string): ApiFailure {
  return { code: 'conflict', message: `The name "${name}" is already in use by another organization.`, property }
}

function aliasTaken(alias: string, property: string): ApiFailure {
  return { code: 'conflict', message: `The alias "${alias}" is already in use by another organization.`, property }
}

/**
 * Reads over all organizations whatever the caller's scope: names are unique in the whole console. `path` is where the
 * names stand in the request: "organizationInput." or "".
 */
export async function findTakenName(
  db: Db,
  names: OrganizationNames,
  path: string,
  exceptUid = '',
): Promise<ApiFailure | null> {
  const nameFold = foldKey(names.name)
  const aliasFold = names.alias === null ? null : foldKey(names.alias)
  const wanted = JSON.stringify(aliasFold === null ? [nameFold] : [nameFold, aliasFold])
  const isWanted = (column: typeof organizations.nameFold | typeof organizations.aliasFold) =>
    sql`${column} IN (SELECT value FROM json_each(${wanted}))`
  const others = await db
    .select({ nameFold: organizations.nameFold, aliasFold: organizations.aliasFold })
    .from(organizations)
    .where(
      and(
        isNull(organizations.deletedAt),
        ne(organizations.uid, exceptUid),
        or(isWanted(organizations.nameFold), isWanted(organizations.aliasFold)),
      ),
    )
    .limit(4)
  const taken = new Set(others.flatMap((other) => [other.nameFold, other.aliasFold]))
  if (taken.has(nameFold)) return nameTaken(names.name, `${path}name`)
  if (names.alias !== null && taken.has(aliasFold)) return aliasTaken(names.alias, `${path}alias`)
  return null
}

/** The same answer when another request took the name between the check and the batch; null: the error is another one. */
export function takenNameFailure(error: unknown, names: OrganizationNames, path: string): ApiFailure | null {
  const constraint = violatedUnique(error)
  if (constraint === null) return null
  if (constraint.includes('name_fold')) return nameTaken(names.name, `${path}name`)
  if (constraint.includes('alias_fold')) return aliasTaken(names.alias ?? '', `${path}alias`)
  return null
}
