/** The own words of welcome mails: of an organization itself, and the default of those that it manages. */
import { and, eq } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { organizationCareProblem } from '../../auth/organization-care.ts'
import {
  type CustomWelcomeEmailTemplate,
  type CustomWelcomeEmailTemplateInput,
  customWelcomeEmailTemplate,
  WELCOME_CHANGEABLE,
} from '../../contract/organizations/configuration-welcome.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch, violatedUnique } from '../../db/client.ts'
import { welcomeTemplates as table } from '../../db/schema/mail.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { type ByOrganization, findConfigured, NO_ORGANIZATION } from './configured.ts'

type OrganizationType = 'Company' | 'Reseller'
type OrganizationScope = 'ChildObjects' | 'CurrentObject'

/** Names one template: of these there is one, stored or not. */
interface Key {
  organizationUid: string
  organizationType: OrganizationType
  organizationScope: OrganizationScope
}

interface ListQuery {
  organizationUid?: string | null | undefined
  organizationType?: string | undefined
  organizationScope?: string | undefined
}

export async function listTemplates({
  db,
  scope,
  query,
}: ApiRequest<unknown, ListQuery>): Promise<Result<CustomWelcomeEmailTemplate[], ApiFailure>> {
  const { organizationUid, organizationType, organizationScope } = query
  if (organizationUid && (await scope.findOrganization(organizationUid)) === null) return fail(NO_ORGANIZATION)
  const rows = await db
    .select()
    .from(table)
    .where(
      and(
        scope.organizations(table.organizationUid),
        organizationUid ? eq(table.organizationUid, organizationUid) : undefined,
      ),
    )
    .orderBy(table.organizationUid, table.organizationType, table.organizationScope)
  return ok(
    rows
      .filter((row) => organizationType === undefined || row.organizationType === organizationType)
      .filter((row) => organizationScope === undefined || row.organizationScope === organizationScope)
      .map((row) => toWire(row, row)),
  )
}

/** The organization's own where it is one of the type itself, otherwise the default of those that it manages. */
export async function getTemplate(
  request: ByOrganization<{ organizationType: string }>,
): Promise<Result<CustomWelcomeEmailTemplate, ApiFailure>> {
  const key = await findKey(request, request.query.organizationType, undefined)
  if (!key.ok) return key
  return ok(toWire(key.value, await findStored(request, key.value)))
}

export async function createTemplate(
  request: ByOrganization<unknown, CustomWelcomeEmailTemplateInput>,
): Promise<Result<CustomWelcomeEmailTemplate, ApiFailure>> {
  const { db, body, now, params } = request
  if (body.organizationUid !== undefined && body.organizationUid !== params.organizationUid)
    return fail({
      code: 'invalid_input',
      message: '"organizationUid" must be that of the path.',
      property: 'organizationUid',
    })
  const key = await findKeyForChange(request, body.organizationType, body.organizationScope)
  if (!key.ok) return key
  const template = {
    ...key.value,
    content: blankToNull(body.emailContent),
    showSelfServiceSection: body.showSelfServiceSection,
  }
  try {
    await runBatch(db, [
      db.insert(table).values({ ...template, updatedAt: now }),
      audit(request, key.value, toWire(key.value, undefined), toWire(key.value, template)),
    ])
  } catch (error) {
    if (violatedUnique(error)?.includes('welcome_templates') !== true) throw error
    return fail({ code: 'conflict', message: 'The welcome mail has own words already: change them with PATCH.' })
  }
  return ok(toWire(key.value, template))
}

export async function patchTemplate(
  request: ByOrganization<{ organizationType: string; organizationScope: string }>,
): Promise<Result<CustomWelcomeEmailTemplate, ApiFailure>> {
  const { db, query, now } = request
  const key = await findKeyForChange(request, query.organizationType, query.organizationScope)
  if (!key.ok) return key
  const before = toWire(key.value, await findStored(request, key.value))
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: customWelcomeEmailTemplate,
    allowed: WELCOME_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const isTakenBack = patched.value.isDefault && !before.isDefault
  const isUntouched = JSON.stringify(patched.value) === JSON.stringify(before)
  const template = {
    ...key.value,
    content: blankToNull(patched.value.emailContent),
    showSelfServiceSection: patched.value.showSelfServiceSection,
    updatedAt: now,
  }
  if (isUntouched) return ok(before)
  const after = toWire(key.value, isTakenBack ? undefined : template)
  await runBatch(db, [
    isTakenBack
      ? db.delete(table).where(isOf(key.value))
      : db
          .insert(table)
          .values(template)
          .onConflictDoUpdate({
            target: [table.organizationUid, table.organizationType, table.organizationScope],
            set: template,
          }),
    audit(request, key.value, before, after),
  ])
  return ok(after)
}

/** What the type and the scope mean for the organization of the path; only what can welcome somebody. */
async function findKeyForChange(
  request: ByOrganization,
  type: string | undefined,
  scope: string | undefined,
): Promise<Result<Key, ApiFailure>> {
  const organization = await request.scope.findOrganization(request.params.organizationUid)
  const refused = organization === null ? null : organizationCareProblem(request.scope, organization)
  return refused === null ? findKey(request, type, scope) : fail(refused)
}

async function findKey(
  request: ByOrganization,
  type: string | undefined,
  scope: string | undefined,
): Promise<Result<Key, ApiFailure>> {
  const found = await findConfigured(request, request.params.organizationUid)
  if (!found.ok) return found
  const { own } = found.value
  const organizationType = type ?? (own.type === 'Reseller' ? 'Reseller' : 'Company')
  const organizationScope = scope ?? (own.type === organizationType ? 'CurrentObject' : 'ChildObjects')
  const refuse = (name: string, message: string): Result<never, ApiFailure> =>
    fail({ code: 'invalid_input', message: `"${name}" ${message}.`, parameter: name })
  if (organizationType !== 'Company' && organizationType !== 'Reseller')
    return refuse('organizationType', 'must be Company or Reseller')
  if (organizationScope === 'CurrentObject') {
    return own.type === organizationType
      ? ok({ organizationUid: own.uid, organizationType, organizationScope })
      : refuse('organizationType', `must be ${own.type} for the organization itself`)
  }
  if (organizationScope !== 'ChildObjects') return refuse('organizationScope', 'must be ChildObjects or CurrentObject')
  const manages = own.type === 'Provider' || (own.type === 'Reseller' && organizationType === 'Company')
  return manages
    ? ok({ organizationUid: own.uid, organizationType, organizationScope })
    : refuse('organizationType', 'must be what the organization manages')
}

function isOf(key: Key) {
  return and(
    eq(table.organizationUid, key.organizationUid),
    eq(table.organizationType, key.organizationType),
    eq(table.organizationScope, key.organizationScope),
  )
}

async function findStored({ db }: Pick<ApiRequest, 'db'>, key: Key) {
  return db.select().from(table).where(isOf(key)).get()
}

function toWire(
  { organizationUid, organizationType, organizationScope }: Key,
  stored: { content: string | null; showSelfServiceSection: boolean } | undefined,
): CustomWelcomeEmailTemplate {
  return {
    organizationUid,
    organizationType,
    organizationScope,
    emailContent: stored?.content ?? null,
    showSelfServiceSection: stored?.showSelfServiceSection ?? true,
    isDefault: stored === undefined,
  }
}

function audit(
  request: ApiRequest,
  { organizationUid, organizationType, organizationScope }: Key,
  before: CustomWelcomeEmailTemplate,
  after: CustomWelcomeEmailTemplate,
) {
  return auditStatement(request.db, request, {
    organizationUid,
    kind: 'WelcomeTemplateEdited',
    target: { type: 'MailSettings', uid: organizationUid },
    details: { organizationType, organizationScope },
    changes: auditChanges(before, after),
  })
}

function blankToNull(text: string | null | undefined): string | null {
  return text === null || text === undefined || text.trim() === '' ? null : text
}
