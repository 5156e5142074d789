import { eq } from 'drizzle-orm'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import type {
  IdentityProviderSettings,
  IdentityProviderSettingsInput,
  OidcIdentityProviderInput,
} from '../../contract/single-sign-on/identity-providers.ts'
import { auditStatement } from '../../db/audit.ts'
import { requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, type Statement } from '../../db/client.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import { newUid } from '../../db/new-uid.ts'
import { identityProviders as table } from '../../db/schema/single-sign-on.ts'
import type { ApiRequest } from '../../http/route.ts'
import { oidcProblem } from './configuration-problem.ts'
import { loadPeer, peerColumns } from './peers.ts'
import {
  answerSettings,
  displayNameColumns,
  nameTaken,
  type Outcome,
  oidcColumns,
  PROVIDER_NOT_FOUND,
  prepareSaml,
  writeProvider,
} from './provider-columns.ts'
import { mayChangeProvider } from './provider-rights.ts'
import type { ProviderRow } from './provider-settings.ts'
import { findProviderRow, isProviderNameFree, type ProviderPath } from './queries.ts'
import { removeIdentities } from './remove-identities.ts'
import { takeCertificates } from './service-certificates.ts'

type OrganizationPath = { organizationUid: string }

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
  return answerSettings(request, uid)
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
  forgetIdentities()
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
