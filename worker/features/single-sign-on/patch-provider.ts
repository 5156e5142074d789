import { eq } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import {
  type IdentityProviderSettings,
  PROVIDER_CHANGEABLE,
  patchedProvider,
} from '../../contract/single-sign-on/identity-providers.ts'
import { type AuditEntry, auditStatement } from '../../db/audit.ts'
import { requireInBatch } from '../../db/batch-guard.ts'
import type { Statement } from '../../db/client.ts'
import { retryChange } from '../../db/retry-change.ts'
import { identityProviders as table } from '../../db/schema/single-sign-on.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { oidcProblem } from './configuration-problem.ts'
import { loadPeer, peerColumns } from './peers.ts'
import {
  answerSettings,
  displayNameColumns,
  type Outcome,
  oidcColumns,
  PROVIDER_NOT_FOUND,
  prepareSaml,
  writeProvider,
} from './provider-columns.ts'
import { isUnchanged, mayChangeProvider } from './provider-rights.ts'
import type { ProviderRow } from './provider-settings.ts'
import { findProviderRow, findSettings, type ProviderPath } from './queries.ts'
import { signOutUsersOf } from './remove-identities.ts'
import { readCertificates, takeCertificates } from './service-certificates.ts'

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
    ...(before.enabled && !after.enabled ? [signOutUsersOf(db, row.uid, now)] : []),
    auditStatement(db, request, changedEntry(row, before, after)),
  ])
  if (failure === 'guard') return null
  forgetIdentities()
  return failure === null ? answerSettings(request, row.uid) : fail(failure)
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
    // A secret that was given to one provider is not sent to another.
    const isSecretKept = row.clientSecretSealed !== null && before.oidc?.issuer === after.oidc.issuer
    const problem = oidcProblem(env, after.oidc, isSecretKept)
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
