import { eq, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { readRole } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import {
  type IdentityProviderRule,
  RULE_CHANGEABLE,
  type RuleContent,
  type RuleExport,
  ruleContent,
  rule as ruleSchema,
} from '../../contract/single-sign-on/rules.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import { retryChange } from '../../db/retry-change.ts'
import { identityProviderRules as table } from '../../db/schema/single-sign-on.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { checkRule, ownerOf } from './check-rule.ts'
import { PROVIDER_NOT_FOUND } from './provider-columns.ts'
import { mayGive } from './provider-rights.ts'
import type { ProviderRow } from './provider-settings.ts'
import { findProviderRow, findRule, type ProviderPath, type RuleRow, readRuleRows } from './queries.ts'
import { removeIdentities } from './remove-identities.ts'

type Outcome<T> = Promise<Result<T, ApiFailure>>
type RulePath = ProviderPath & { ruleUid: string }

const RULE_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The rule' }
/** All of them are looked at in a sign-in. */
const MAX_RULES = 500

export async function createRule(
  request: ApiRequest<ProviderPath, unknown, RuleContent>,
): Outcome<IdentityProviderRule> {
  const added = await addRules(request, [request.body])
  if (!added.ok) return added
  const [rule] = added.value
  return rule === undefined ? fail(RULE_NOT_FOUND) : ok(rule)
}

export async function exportRules(request: ApiRequest<ProviderPath>): Outcome<RuleExport> {
  const row = await findProviderRow(request.scope, request.db, request.params)
  if (row === null) return fail(PROVIDER_NOT_FOUND)
  const rows = await readRuleRows(request.db, row.uid)
  const rules = rows.map(({ content }) => ruleContent.parse(JSON.parse(content)))
  return ok({ format: 'holdfast identity provider rules 1', rules })
}

export function importRules(request: ApiRequest<ProviderPath, unknown, RuleExport>): Outcome<IdentityProviderRule[]> {
  return addRules(request, request.body.rules, 'rules')
}

/** All or none. `path`: where the rules stand in the body. */
async function addRules(
  request: ApiRequest<ProviderPath>,
  contents: readonly RuleContent[],
  path?: string,
): Outcome<IdentityProviderRule[]> {
  const { db, scope, params, now } = request
  const provider = await findProviderRow(scope, db, params)
  const owner = provider === null ? undefined : await ownerOf(db, provider.organizationUid)
  if (provider === null || owner === undefined) return fail(PROVIDER_NOT_FOUND)
  const stored = await readRuleRows(db, provider.uid)
  if (stored.length + contents.length > MAX_RULES)
    return fail({ code: 'conflict', message: `A provider has at most ${MAX_RULES} rules.` })
  const rows: RuleRow[] = []
  for (const [index, content] of contents.entries()) {
    const place = path === undefined ? '' : `${path}.${index}.`
    const checked = await checkRule(scope, db, owner, content)
    if (!checked.ok) return fail(inPlace(checked.failure, place))
    const row = toRow(provider, content, now + index)
    if ([...stored, ...rows].some((other) => other.nameFold === row.nameFold)) return fail(nameTaken(content, place))
    rows.push(row)
  }
  const failure = await writeRules(request, contents[0]?.name ?? '', [
    requireInBatch(db, providerExists(provider.uid)),
    ...rows.flatMap((row) => [
      db.insert(table).values(row),
      auditStatement(db, request, {
        organizationUid: provider.organizationUid,
        kind: 'SsoRuleCreated',
        target: { type: 'SsoRule', uid: row.uid },
        details: { name: row.name, role: row.role, provider: provider.name },
      }),
    ]),
  ])
  if (failure !== null) return fail(failure === 'guard' ? PROVIDER_NOT_FOUND : failure)
  const made: IdentityProviderRule[] = []
  for (const row of rows) {
    const found = await findRule(scope, db, provider.uid, row.uid)
    if (found !== null) made.push(found)
  }
  return ok(made)
}

function inPlace(failure: ApiFailure, place: string): ApiFailure {
  if (place === '' || failure.code !== 'invalid_input' || failure.property === undefined) return failure
  const property = `${place}${failure.property}`
  return { ...failure, property, message: failure.message.replace(`"${failure.property}"`, `"${property}"`) }
}

function nameTaken({ name }: RuleContent, place = ''): ApiFailure {
  return { code: 'conflict', message: `The provider already has a rule "${name}".`, property: `${place}name` }
}

function providerExists(providerUid: string) {
  return sql`EXISTS (SELECT 1 FROM identity_providers WHERE uid = ${providerUid})`
}

function toRow(provider: ProviderRow, content: RuleContent, now: number): RuleRow {
  return {
    uid: newUid(),
    providerUid: provider.uid,
    organizationUid: provider.organizationUid,
    ...contentColumns(content),
    createdAt: now,
    updatedAt: now,
  }
}

function contentColumns(content: RuleContent) {
  return {
    name: content.name,
    nameFold: foldKey(content.name),
    nameNatural: naturalKey(content.name),
    role: content.role,
    isEnabled: content.enabled,
    content: JSON.stringify(ruleContent.parse(content)),
  }
}

async function writeRules(
  { db }: Pick<ApiRequest, 'db'>,
  name: string,
  statements: Statement[],
): Promise<ApiFailure | 'guard' | null> {
  try {
    await runBatch(db, statements)
    return null
  } catch (error) {
    if (isGuardFailure(error)) return 'guard'
    if (violatedUnique(error) === null) throw error
    return { code: 'conflict', message: `The provider already has a rule "${name}".`, property: 'name' }
  }
}

export function patchRule(request: ApiRequest<RulePath>): Outcome<IdentityProviderRule> {
  return retryChange(() => patchOnce(request))
}

async function patchOnce(request: ApiRequest<RulePath>): Promise<Result<IdentityProviderRule, ApiFailure> | null> {
  const { db, scope, params, now } = request
  const found = await findForChange(request)
  if (!found.ok) return found
  const { row, before, provider } = found.value
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: ruleSchema,
    allowed: RULE_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const after = patched.value
  const owner = await ownerOf(db, provider.organizationUid)
  if (owner === undefined) return fail(PROVIDER_NOT_FOUND)
  const checked = await checkRule(scope, db, owner, after)
  if (!checked.ok) return checked
  const isSwitchOnly = before.enabled !== after.enabled && before.name === after.name && before.role === after.role
  const failure = await writeRules(request, after.name, [
    requireInBatch(db, isUnchanged(row)),
    db
      .update(table)
      .set({ ...contentColumns(after), updatedAt: Math.max(now, row.updatedAt + 1) })
      .where(eq(table.uid, row.uid)),
    auditStatement(db, request, {
      organizationUid: provider.organizationUid,
      kind: isSwitchOnly ? 'SsoRuleSwitched' : 'SsoRuleEdited',
      target: { type: 'SsoRule', uid: row.uid },
      details: { name: after.name, provider: provider.name },
      changes: auditChanges(ruleContent.parse(before), ruleContent.parse(after)),
    }),
  ])
  if (failure === 'guard') return null
  if (failure !== null) return fail(failure)
  const answer = await findRule(scope, db, provider.uid, params.ruleUid)
  return answer === null ? fail(RULE_NOT_FOUND) : ok(answer)
}

function isUnchanged(row: RuleRow) {
  return sql`EXISTS (SELECT 1 FROM identity_provider_rules WHERE uid = ${row.uid} AND updated_at = ${row.updatedAt})`
}

/** Whoever could not give a role does not touch the rule that gives it. */
async function findForChange({
  db,
  scope,
  params,
}: ApiRequest<RulePath>): Outcome<{ row: RuleRow; before: IdentityProviderRule; provider: ProviderRow }> {
  const provider = await findProviderRow(scope, db, params)
  if (provider === null) return fail(PROVIDER_NOT_FOUND)
  const row = (await readRuleRows(db, provider.uid)).find((candidate) => candidate.uid === params.ruleUid)
  const before = row === undefined ? null : await findRule(scope, db, provider.uid, row.uid)
  if (row === undefined || before === null) return fail(RULE_NOT_FOUND)
  const role = readRole(row.role)
  if (role !== null && !mayGive(scope, role))
    return fail({ code: 'forbidden', message: `A user of the role ${scope.role} cannot change a rule for ${role}.` })
  return ok({ row, before, provider })
}

export async function deleteRule(request: ApiRequest<RulePath>): Outcome<null> {
  const { db, now } = request
  const found = await findForChange(request)
  if (!found.ok) return found
  const { row, provider } = found.value
  await runBatch(db, [
    ...removeIdentities(db, { ruleUid: row.uid }, now),
    db.delete(table).where(eq(table.uid, row.uid)),
    auditStatement(db, request, {
      organizationUid: provider.organizationUid,
      kind: 'SsoRuleDeleted',
      target: { type: 'SsoRule', uid: row.uid },
      details: { name: row.name, role: row.role, provider: provider.name },
    }),
  ])
  return ok(null)
}
