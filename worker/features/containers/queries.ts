import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { Container } from '../../contract/organizations/containers.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { enumField, textField, uidField } from '../../db/fields.ts'
import {
  containerContainers,
  containerOrganizations,
  organizationContainers as table,
} from '../../db/schema/containers.ts'
import { organizations } from '../../db/schema/organizations.ts'

/** By container. */
interface Children {
  organizations: Map<string, string[]>
  containers: Map<string, string[]>
}

const COLUMNS = { uid: table.uid, name: table.name }

/** What a container holds depends on what the caller reaches, so it is no property to filter by. */
export const containers = defineCollection({
  name: null,
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    instanceUid: uidField(table.uid),
    name: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    type: enumField(sql`'Custom'`),
  },
  defaultSort: [ascending('name')],
  toItem: (row, children: Children): Container => ({
    instanceUid: row.uid,
    name: row.name,
    type: 'Custom',
    childrenOrganizations: children.organizations.get(row.uid) ?? [],
    childrenContainers: children.containers.get(row.uid) ?? [],
  }),
})

/** Containers are their organization's own. */
function ownContainers(scope: Scope): SQL {
  return eq(table.ownerUid, scope.organizationUid)
}

export function containersSource(scope: Scope, db: Db) {
  return containers.source(db, { where: ownContainers(scope), context: (rows) => readChildren(scope, db, rows) })
}

export function findContainer(scope: Scope, db: Db, containerUid: string): Promise<Container | null> {
  return containers.find(db, containerUid, {
    where: ownContainers(scope),
    context: (rows) => readChildren(scope, db, rows),
  })
}

export async function findContainerRow(scope: Scope, db: Db, containerUid: string) {
  const row = await db
    .select()
    .from(table)
    .where(and(eq(table.uid, containerUid), ownContainers(scope)))
    .get()
  return row ?? null
}

async function readChildren(scope: Scope, db: Db, rows: RowOf<typeof COLUMNS>[]): Promise<Children> {
  const wanted = sql`(SELECT value FROM json_each(${JSON.stringify(rows.map((row) => row.uid))}))`
  const organizationRows = await db
    .select({ containerUid: containerOrganizations.containerUid, childUid: containerOrganizations.organizationUid })
    .from(containerOrganizations)
    .innerJoin(organizations, eq(organizations.uid, containerOrganizations.organizationUid))
    .where(
      and(
        inArray(containerOrganizations.containerUid, wanted),
        isNull(organizations.deletedAt),
        scope.organizations(organizations.uid),
      ),
    )
  const containerRows = await db
    .select()
    .from(containerContainers)
    .where(inArray(containerContainers.containerUid, wanted))
  return { organizations: byContainer(organizationRows), containers: byContainer(containerRows) }
}

function byContainer(rows: { containerUid: string; childUid: string }[]): Map<string, string[]> {
  const grouped = new Map<string, string[]>()
  for (const { containerUid, childUid } of rows) {
    const children = grouped.get(containerUid)
    if (children === undefined) grouped.set(containerUid, [childUid])
    else children.push(childUid)
  }
  return grouped
}

/** Of the given organizations, the first that is not a reachable company or reseller; null: all are. */
export async function findUnreachable(
  scope: Scope,
  db: Db,
  organizationUids: readonly string[],
): Promise<string | null> {
  const wanted = sql`(SELECT value FROM json_each(${JSON.stringify(organizationUids)}))`
  const found = await db
    .select({ uid: organizations.uid })
    .from(organizations)
    .where(
      and(
        inArray(organizations.uid, wanted),
        inArray(organizations.type, ['Company', 'Reseller']),
        isNull(organizations.deletedAt),
        scope.organizations(organizations.uid),
      ),
    )
  const reachable = new Set(found.map((row) => row.uid))
  return organizationUids.find((uid) => !reachable.has(uid)) ?? null
}

/** Which containers stand directly in which, over all of the caller's. */
export async function readContainerTree(scope: Scope, db: Db): Promise<Map<string, string[]>> {
  const own = await db.select({ uid: table.uid }).from(table).where(ownContainers(scope))
  const rows = await db
    .select({ containerUid: containerContainers.containerUid, childUid: containerContainers.childUid })
    .from(containerContainers)
    .innerJoin(table, eq(table.uid, containerContainers.containerUid))
    .where(ownContainers(scope))
  const grouped = byContainer(rows)
  return new Map(own.map(({ uid }) => [uid, grouped.get(uid) ?? []]))
}
