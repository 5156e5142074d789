/** Each organization's list of addresses; a reseller's does not bind its companies, whose users have lists of their own. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { formatBlock, isAddressAllowed, parseBlock } from '../../../domain/ip-allow-list.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { parseStoredAllowList, type StoredAllowList } from '../../auth/allow-list.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import type { IpAllowList } from '../../contract/organizations/ip-allow-list.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { retryChange } from '../../db/retry-change.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'

type Params = { organizationUid: string }
type PutRequest = ApiRequest<Params, unknown, { isEnabled: boolean; blocks: string[]; isForced: boolean }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The organization' }

async function findStored({ scope, db, params }: Pick<ApiRequest<Params>, 'scope' | 'db' | 'params'>) {
  const reached = await scope.findOrganization(params.organizationUid)
  if (reached === null) return null
  const row = await db
    .select({ ipAllowList: organizations.ipAllowList })
    .from(organizations)
    .where(and(eq(organizations.uid, reached.uid), isNull(organizations.deletedAt)))
    .get()
  return row === undefined ? null : { uid: reached.uid, text: row.ipAllowList }
}

function toWire({ isEnabled, blocks }: StoredAllowList, clientAddress: string | null): IpAllowList {
  return { isEnabled, blocks, clientAddress }
}

export async function readIpAllowList(request: ApiRequest<Params>): Promise<Result<IpAllowList, ApiFailure>> {
  const stored = await findStored(request)
  return stored === null ? fail(NOT_FOUND) : ok(toWire(parseStoredAllowList(stored.text), request.clientAddress))
}

export function replaceIpAllowList(request: PutRequest): Promise<Result<IpAllowList, ApiFailure>> {
  return retryChange(() => replaceOnce(request))
}

async function replaceOnce(request: PutRequest): Promise<Result<IpAllowList, ApiFailure> | null> {
  const { scope, db, body, clientAddress, now } = request
  const stored = await findStored(request)
  if (stored === null) return fail(NOT_FOUND)
  const blocks = readBlocks(body.blocks)
  if (!blocks.ok) return blocks
  const list: StoredAllowList = { isEnabled: body.isEnabled, blocks: blocks.value }
  if (list.isEnabled && list.blocks.length === 0)
    return invalid('blocks', 'must not be empty while the list is enabled: nobody could sign in')
  const isOwn = stored.uid === scope.organizationUid
  if (isOwn && !body.isForced && list.isEnabled && !isAddressAllowed(list.blocks, clientAddress))
    return fail({
      code: 'conflict',
      message: `The list would lock you out: it does not hold your address ${clientAddress ?? '(unknown)'}. Send "isForced" to set it all the same.`,
      property: 'blocks',
    })
  try {
    await runBatch(db, [
      requireInBatch(
        db,
        sql`EXISTS (SELECT 1 FROM organizations WHERE uid = ${stored.uid} AND deleted_at IS NULL AND ip_allow_list IS ${stored.text})`,
      ),
      db
        .update(organizations)
        .set({ ipAllowList: JSON.stringify(list), updatedAt: now })
        .where(eq(organizations.uid, stored.uid)),
      auditStatement(db, request, {
        organizationUid: stored.uid,
        kind: 'IpAllowListEdited',
        target: { type: 'IpAllowList', uid: stored.uid },
        changes: auditChanges(parseStoredAllowList(stored.text), list),
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return null
    throw error
  }
  forgetIdentities()
  return ok(toWire(list, clientAddress))
}

function readBlocks(texts: readonly string[]): Result<string[], ApiFailure> {
  const blocks = new Set<string>()
  for (const [index, text] of texts.entries()) {
    const block = parseBlock(text)
    if (!block.ok) return invalid(`blocks.${index}`, block.failure)
    blocks.add(formatBlock(block.value))
  }
  return ok([...blocks])
}

function invalid(property: string, reason: string): { ok: false; failure: ApiFailure } {
  return fail({ code: 'invalid_input', message: `"${property}" ${reason}.`, property })
}
