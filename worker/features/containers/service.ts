import { eq, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { wouldHoldItself } from '../../../domain/container-tree.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import {
  CONTAINER_CHANGEABLE,
  type Container,
  type ContainerInput,
  patchedContainer,
} from '../../contract/organizations/containers.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import { retryChange } from '../../db/retry-change.ts'
import { organizationContainers as table } from '../../db/schema/containers.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { nameValues } from '../organizations/organization-values.ts'
import { findContainer, findContainerRow, findUnreachable, readContainerTree } from './queries.ts'

type Outcome<T> = Promise<Result<T, ApiFailure>>
type ByUid = ApiRequest<{ containerUid: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The container' }

interface Held {
  organizations: string[]
  containers: string[]
}

export async function createContainer(request: ApiRequest<unknown, unknown, ContainerInput>): Outcome<Container> {
  const { db, scope, body, now } = request
  if (scope.organizationType === 'Company') {
    return fail({ code: 'forbidden', message: 'Only a provider and its resellers keep containers.' })
  }
  const uid = newUid()
  const held = await readHeld(request, uid, body)
  if (!held.ok) return held
  const failure = await write(body.name, db, [
    db.insert(table).values({
      uid,
      ownerUid: scope.organizationUid,
      ...nameValues(body.name),
      createdAt: now,
      updatedAt: now,
    }),
    ...fillStatements(db, uid, held.value),
    auditStatement(db, request, {
      organizationUid: scope.organizationUid,
      kind: 'ContainerCreated',
      target: { type: 'Container', uid },
      details: { name: body.name, childrenCount: held.value.organizations.length + held.value.containers.length },
    }),
  ])
  if (failure !== null) return fail(failure === 'guard' ? NOT_FOUND : failure)
  const container = await findContainer(scope, db, uid)
  return container === null ? fail(NOT_FOUND) : ok(container)
}

export function patchContainer(request: ByUid): Outcome<Container> {
  return retryChange(async () => {
    const { db, scope, params, now } = request
    const row = await findContainerRow(scope, db, params.containerUid)
    const before = await findContainer(scope, db, params.containerUid)
    if (row === null || before === null) return fail(NOT_FOUND)
    const patched = applyPatch({
      current: before,
      operations: request.patch,
      schema: patchedContainer,
      allowed: CONTAINER_CHANGEABLE,
    })
    if (!patched.ok) return patched
    const held = await readHeld(request, row.uid, patched.value)
    if (!held.ok) return held
    const after: Container = {
      ...patched.value,
      childrenOrganizations: held.value.organizations,
      childrenContainers: held.value.containers,
    }
    const failure = await write(after.name, db, [
      requireInBatch(db, unchanged(row)),
      db
        .update(table)
        .set({ ...nameValues(after.name), updatedAt: Math.max(now, row.updatedAt + 1) })
        .where(eq(table.uid, row.uid)),
      ...emptyStatements(db, row.uid, before),
      ...fillStatements(db, row.uid, held.value),
      auditStatement(db, request, {
        organizationUid: scope.organizationUid,
        kind: 'ContainerEdited',
        target: { type: 'Container', uid: row.uid },
        details: { name: after.name },
        changes: auditChanges(before, after),
      }),
    ])
    if (failure === 'guard') return null
    return failure === null ? ok(after) : fail(failure)
  })
}

export async function deleteContainer(request: ByUid): Outcome<null> {
  const { db, scope, params } = request
  const row = await findContainerRow(scope, db, params.containerUid)
  if (row === null) return fail(NOT_FOUND)
  await runBatch(db, [
    db.delete(table).where(eq(table.uid, row.uid)),
    auditStatement(db, request, {
      organizationUid: scope.organizationUid,
      kind: 'ContainerDeleted',
      target: { type: 'Container', uid: row.uid },
      details: { name: row.name },
    }),
  ])
  return ok(null)
}

/** The children as asked for, each once; refused when one is not within reach or the container would hold itself. */
async function readHeld(
  { db, scope }: Pick<ApiRequest, 'db' | 'scope'>,
  containerUid: string,
  input: Pick<ContainerInput, 'childrenOrganizations' | 'childrenContainers'>,
): Promise<Result<Held, ApiFailure>> {
  const organizations = [...new Set(input.childrenOrganizations ?? [])]
  const containers = [...new Set(input.childrenContainers ?? [])]
  const unreachable = await findUnreachable(scope, db, organizations)
  if (unreachable !== null) return fail(invalid('childrenOrganizations', `there is no organization ${unreachable}`))
  const tree = await readContainerTree(scope, db)
  const unknown = containers.find((uid) => uid !== containerUid && !tree.has(uid))
  if (unknown !== undefined) return fail(invalid('childrenContainers', `there is no container ${unknown}`))
  if (wouldHoldItself(tree, containerUid, containers)) {
    return fail(invalid('childrenContainers', 'the container would hold itself'))
  }
  return ok({ organizations, containers })
}

function invalid(property: string, problem: string): ApiFailure {
  return { code: 'invalid_input', message: `${property}: ${problem}.`, property }
}

function fillStatements(db: Db, containerUid: string, held: Held): Statement[] {
  return [
    db.run(sql`INSERT INTO container_organizations (container_uid, organization_uid)
      SELECT ${containerUid}, value FROM json_each(${JSON.stringify(held.organizations)})`),
    db.run(sql`INSERT INTO container_containers (container_uid, child_uid)
      SELECT ${containerUid}, value FROM json_each(${JSON.stringify(held.containers)})`),
  ]
}

/** Only what the caller saw goes: what lies outside of its reach stays where it is. */
function emptyStatements(db: Db, containerUid: string, before: Container): Statement[] {
  return [
    db.run(sql`DELETE FROM container_organizations WHERE container_uid = ${containerUid}
      AND organization_uid IN (SELECT value FROM json_each(${JSON.stringify(before.childrenOrganizations)}))`),
    db.run(sql`DELETE FROM container_containers WHERE container_uid = ${containerUid}`),
  ]
}

function unchanged(row: { uid: string; updatedAt: number }) {
  return sql`EXISTS (SELECT 1 FROM organization_containers c WHERE c.uid = ${row.uid} AND c.updated_at = ${row.updatedAt})`
}

async function write(name: string, db: Db, statements: Statement[]): Promise<ApiFailure | 'guard' | null> {
  try {
    await runBatch(db, statements)
    return null
  } catch (error) {
    if (isGuardFailure(error)) return 'guard'
    if (violatedUnique(error)?.includes('name_fold') !== true) throw error
    return { code: 'conflict', message: `name: there already is a container "${name}".`, property: 'name' }
  }
}
