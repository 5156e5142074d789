import { eq } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { sealSecret } from '../../auth/secret-box.ts'
import {
  type IdentityProviderSettings,
  type IdentityProviderSettingsInput,
  type OidcConfiguration,
  type OidcIdentityProviderInput,
  PROVIDER_CHANGEABLE,
  patchedProvider,
} from '../../contract/single-sign-on/identity-providers.ts'
import type { Saml2Configuration } from '../../contract/single-sign-on/saml-configuration.ts'
import { type AuditEntry, auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import { newUid } from '../../db/new-uid.ts'
import { retryChange } from '../../db/retry-change.ts'
import { identityProviders as table } from '../../db/schema/single-sign-on.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { oidcProblem, samlProblem } from './configuration-problem.ts'
import { loadPeer, peerColumns } from './peers.ts'
import { isUnchanged, mayChangeProvider } from './provider-rights.ts'
import { metadataUrl, type ProviderRow } from './provider-settings.ts'
import { findProviderRow, findSettings, isProviderNameFree, type ProviderPath } from './queries.ts'
import { removeIdentities } from './remove-identities.ts'
import { readCertificates, takeCertificates } from './service-certificates.ts'

type Outcome<T> = Promise<Result<T, ApiFailure>>
type OrganizationPath = { organizationUid: string }

export const PROVIDER_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The identity provider' }

const ALREADY_ENABLED: ApiFailure = {
  code: 'identity_provider_configured',
  message:
    'The organization has another identity provider that is enabled. Disable it first, or create this one disabled.',
}

export async function createSamlProvider(
  request: ApiRequest<OrganizationPath, unknown, IdentityProviderSettingsInput>,
): Outcome<IdentityProviderSettings> {
  const { env, db, body, now } = request
  if (body.type !== 'SAML2') return fail({ code: 'invalid_input', message: '"type" must be SAML2.', property: 'type' })
  const uid = newUid()
  const prepared = await prepareSaml(request, body.name, body.configuration)
  if (!prepared.ok) return prepared
  const taken = await takeCertificates(env, db, uid, prepared.value, [], now)
  if (!taken.ok) return taken
  const columns = { protocol: 'SAML2' as const, configuration: JSON.stringify(taken.value.configuration) }
  return insertProvider(request, uid, columns, taken.value.statements)
}

export async function createOidcProvider(
  request: ApiRequest<OrganizationPath, unknown, OidcIdentityProviderInput>,
): Outcome<IdentityProviderSettings> {
  const problem = oidcProblem(request.env, request.body.oidc, false)
  if (problem !== null) return fail(problem)
  return insertProvider(request, newUid(), { protocol: 'OIDC', ...(await oidcColumns(request, request.body.oidc)) }, [])
}

/** Without a secret in it the one that is stored stays. */
async function oidcColumns({ env }: Pick<ApiRequest, 'env'>, { clientSecret, ...rest }: OidcConfiguration) {
  const configuration = JSON.stringify(rest)
  if (rest.clientAuthentication === 'None') return { configuration, clientSecretSealed: null }
  if (!clientSecret) return { configuration }
  return { configuration, clientSecretSealed: await sealSecret(env, 'oidcClientSecret', clientSecret) }
}

async function prepareSaml(
  { env }: Pick<ApiRequest, 'env'>,
  name: string,
  configuration: Saml2Configuration,
): Outcome<Saml2Configuration> {
  const problem = samlProblem(env, configuration)
  if (problem !== null) return fail(problem)
  return ok({ ...configuration, entityId: configuration.entityId || metadataUrl(env.HOLDFAST_URL, name) })
}

type CreateRequest = ApiRequest<OrganizationPath, unknown, IdentityProviderSettingsInput | OidcIdentityProviderInput>

async function insertProvider(
  request: CreateRequest,
  uid: string,
  columns: Pick<ProviderRow, 'protocol' | 'configuration'> & { clientSecretSealed?: string | null },
  certificates: Statement[],
): Outcome<IdentityProviderSettings> {
  const { env, db, scope, params, body, now } = request
  const organization = await scope.findOrganization(params.organizationUid)
  if (organization === null) return fail({ code: 'not_found', what: 'The organization' })
  if (!(await isProviderNameFree(db, body.name))) return fail(nameTaken(body.name))
  const loaded = await loadPeer(env, columns, now)
  const refused = await writeProvider(request, body.name, [
    requireInBatch(db, organizationExists(organization.uid)),
    db.insert(table).values({
      uid,
      organizationUid: organization.uid,
      template: body.template === 'Unknown' ? 'Custom' : body.template,
      name: body.name,
      nameFold: foldKey(body.name),
      nameNatural: naturalKey(body.name),
      ...displayNameColumns(body.displayName),
      ...columns,
      isEnabled: body.enabled,
      isCompleted: body.configurationCompleted,
      ...peerColumns(loaded, now),
      createdAt: now,
      updatedAt: now,
    }),
    ...certificates,
    auditStatement(db, request, {
      organizationUid: organization.uid,
      kind: 'IdentityProviderCreated',
      target: { type: 'IdentityProvider', uid },
      details: { name: body.name, protocol: columns.protocol, enabled: body.enabled },
    }),
  ])
  if (refused !== null) return fail(refused === 'guard' ? { code: 'not_found', what: 'The organization' } : refused)
  return answer(request, uid)
}

function displayNameColumns(displayName: string) {
  return {
    displayName,
    displayNameFold: foldKey(displayName),
    displayNameNatural: naturalKey(displayName),
  }
}

async function answer({ env, db, scope }: Pick<ApiRequest, 'env' | 'db' | 'scope'>, uid: string) {
  const settings = await findSettings(scope, db, env.HOLDFAST_URL, uid)
  return settings === null ? fail(PROVIDER_NOT_FOUND) : ok(settings)
}

async function writeProvider(
  { db }: Pick<ApiRequest, 'db'>,
  name: string,
  statements: Statement[],
): Promise<ApiFailure | 'guard' | null> {
  try {
    await runBatch(db, statements)
    return null
  } catch (error) {
    if (isGuardFailure(error)) return 'guard'
    const violated = violatedUnique(error)
    if (violated === null) throw error
    if (!violated.includes('name')) return ALREADY_ENABLED
    return nameTaken(name)
  }
}

function nameTaken(name: string): ApiFailure {
  return { code: 'conflict', message: `The name "${name}" is already in use.`, property: 'name' }
}

export async function patchProvider(request: ApiRequest<ProviderPath>): Outcome<IdentityProviderSettings> {
  return retryChange(() => patchOnce(request))
}

async function patchOnce(
  request: ApiRequest<ProviderPath>,
): Promise<Result<IdentityProviderSettings, ApiFailure> | null> {
  const { env, db, scope, params, now } = request
  const row = await findProviderRow(scope, db, params)
  const before = row === null ? null : await findSettings(scope, db, env.HOLDFAST_URL, row.uid)
  if (row === null || before === null) return fail(PROVIDER_NOT_FOUND)
  const patched = applyPatch({
    current: { ...before, template: before.templateName },
    operations: request.patch,
    schema: patchedProvider,
    allowed: PROVIDER_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const after = patched.value
  const refused = await mayChangeProvider(scope, db, row.uid)
  if (refused !== null) return fail(refused)
  const change = await configurationChange(request, row, before, after)
  if (!change.ok) return change
  const failure = await writeProvider(request, row.name, [
    requireInBatch(db, isUnchanged(row)),
    db
      .update(table)
      .set({
        ...displayNameColumns(after.displayName),
        template: after.template === 'Unknown' ? 'Custom' : after.template,
        isEnabled: after.enabled,
        isCompleted: after.configurationCompleted,
        ...change.value.columns,
        // Strictly later, so that a change at the same millisecond is noticed.
        updatedAt: Math.max(now, row.updatedAt + 1),
      })
      .where(eq(table.uid, row.uid)),
    ...change.value.statements,
    auditStatement(db, request, changedEntry(row, before, after)),
  ])
  if (failure === 'guard') return null
  return failure === null ? answer(request, row.uid) : fail(failure)
}

interface ConfigurationChange {
  columns: Partial<ProviderRow>
  statements: Statement[]
}

async function configurationChange(
  request: ApiRequest<ProviderPath>,
  row: ProviderRow,
  before: IdentityProviderSettings,
  after: Pick<IdentityProviderSettings, 'configuration' | 'oidc'>,
): Outcome<ConfigurationChange> {
  const { env, db, now } = request
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  if (row.protocol === 'OIDC') {
    if (!isSame(before.configuration, after.configuration))
      return fail({
        code: 'invalid_input',
        message: '"configuration" is that of SAML 2.0; change "oidc".',
        property: 'configuration',
      })
    if (after.oidc === null)
      return fail({ code: 'invalid_input', message: '"oidc" must not be null.', property: 'oidc' })
    if (isSame(before.oidc, after.oidc)) return ok({ columns: {}, statements: [] })
    const problem = oidcProblem(env, after.oidc, row.clientSecretSealed !== null)
    if (problem !== null) return fail(problem)
    const columns = await oidcColumns(request, after.oidc)
    return ok({ columns: { ...columns, ...(await reloaded(request, row, columns.configuration)) }, statements: [] })
  }
  if (after.oidc !== null)
    return fail({ code: 'invalid_input', message: '"oidc" is not of a provider of SAML 2.0.', property: 'oidc' })
  if (isSame(before.configuration, after.configuration)) return ok({ columns: {}, statements: [] })
  const prepared = await prepareSaml(request, row.name, after.configuration)
  if (!prepared.ok) return prepared
  const stored = await readCertificates(db, row.uid)
  const taken = await takeCertificates(env, db, row.uid, prepared.value, stored, now)
  if (!taken.ok) return taken
  const configuration = JSON.stringify(taken.value.configuration)
  return ok({
    columns: { configuration, ...(await reloaded(request, row, configuration)) },
    statements: taken.value.statements,
  })
}

/** What was known of the provider belongs to the configuration before. */
async function reloaded({ env, now }: Pick<ApiRequest, 'env' | 'now'>, row: ProviderRow, configuration: string) {
  const loaded = await loadPeer(env, { protocol: row.protocol, configuration }, now)
  return loaded.ok ? peerColumns(loaded, now) : { peer: null, peerLoadedAt: null, ...peerColumns(loaded, now) }
}

function changedEntry(
  row: ProviderRow,
  before: IdentityProviderSettings,
  after: { displayName: string; template: string; enabled: boolean; configurationCompleted: boolean } & Pick<
    IdentityProviderSettings,
    'configuration' | 'oidc'
  >,
): AuditEntry {
  const isSwitchOnly = before.enabled !== after.enabled && before.displayName === after.displayName
  return {
    organizationUid: row.organizationUid,
    kind: isSwitchOnly ? 'IdentityProviderSwitched' : 'IdentityProviderEdited',
    target: { type: 'IdentityProvider', uid: row.uid },
    details: { name: row.name },
    changes: auditChanges(audited({ ...before, template: before.templateName }), audited(after)),
  }
}

/** What a new secret was is nobody's business; that there is one is. */
function audited({
  displayName,
  template,
  enabled,
  configurationCompleted,
  configuration,
  oidc,
}: Parameters<typeof changedEntry>[2]) {
  const certificates = configuration.serviceCertificates.map(({ certificateThumbprint, privateKeyContent }) =>
    privateKeyContent === null ? certificateThumbprint : 'new',
  )
  return {
    displayName,
    template,
    enabled,
    configurationCompleted,
    configuration: { ...configuration, serviceCertificates: certificates },
    oidc: oidc === null ? null : { ...oidc, clientSecret: oidc.clientSecret === null ? 'as it was' : 'new' },
  }
}

export async function deleteProvider(request: ApiRequest<ProviderPath>): Outcome<null> {
  const { db, scope, params, now } = request
  const row = await findProviderRow(scope, db, params)
  if (row === null) return fail(PROVIDER_NOT_FOUND)
  const refused = await mayChangeProvider(scope, db, row.uid)
  if (refused !== null) return fail(refused)
  await runBatch(db, [
    ...removeIdentities(db, { providerUid: row.uid }, now),
    db.delete(table).where(eq(table.uid, row.uid)),
    auditStatement(db, request, {
      organizationUid: row.organizationUid,
      kind: 'IdentityProviderDeleted',
      target: { type: 'IdentityProvider', uid: row.uid },
      details: { name: row.name },
    }),
  ])
  return ok(null)
}

/** A provider that cannot be reached or used is no failure of this operation: its settings tell. */
export async function revalidateProvider(request: ApiRequest<ProviderPath>): Outcome<null> {
  const { env, db, scope, params, now } = request
  const row = await findProviderRow(scope, db, params)
  if (row === null) return fail(PROVIDER_NOT_FOUND)
  const loaded = await loadPeer(env, row, now)
  await runBatch(db, [
    db.update(table).set(peerColumns(loaded, now)).where(eq(table.uid, row.uid)),
    auditStatement(db, request, {
      organizationUid: row.organizationUid,
      kind: loaded.ok ? 'IdentityProviderValidated' : 'IdentityProviderValidationFailed',
      target: { type: 'IdentityProvider', uid: row.uid },
      details: { name: row.name, ...(loaded.ok ? {} : { problem: loaded.failure }) },
    }),
  ])
  return ok(null)
}
