/** What creating and changing a provider have in common: its columns, and how a write may be refused. */
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { sealSecret } from '../../auth/secret-box.ts'
import type { OidcConfiguration } from '../../contract/single-sign-on/identity-providers.ts'
import type { Saml2Configuration } from '../../contract/single-sign-on/saml-configuration.ts'
import { isGuardFailure } from '../../db/batch-guard.ts'
import { runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { samlProblem } from './configuration-problem.ts'
import { metadataUrl } from './provider-settings.ts'
import { findSettings } from './queries.ts'

export type Outcome<T> = Promise<Result<T, ApiFailure>>

export const PROVIDER_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The identity provider' }

const ALREADY_ENABLED: ApiFailure = {
  code: 'identity_provider_configured',
  message:
    'The organization has another identity provider that is enabled. Disable it first, or create this one disabled.',
}

/** Without a secret in it the one that is stored stays. */
export async function oidcColumns({ env }: Pick<ApiRequest, 'env'>, { clientSecret, ...rest }: OidcConfiguration) {
  const configuration = JSON.stringify(rest)
  if (rest.clientAuthentication === 'None') return { configuration, clientSecretSealed: null }
  if (!clientSecret) return { configuration }
  return { configuration, clientSecretSealed: await sealSecret(env, 'oidcClientSecret', clientSecret) }
}

export async function prepareSaml(
  { env }: Pick<ApiRequest, 'env'>,
  name: string,
  configuration: Saml2Configuration,
): Outcome<Saml2Configuration> {
  const problem = samlProblem(env, configuration)
  if (problem !== null) return fail(problem)
  return ok({ ...configuration, entityId: configuration.entityId || metadataUrl(env.HOLDFAST_URL, name) })
}

export function displayNameColumns(displayName: string) {
  return {
    displayName,
    displayNameFold: foldKey(displayName),
    displayNameNatural: naturalKey(displayName),
  }
}

export async function answerSettings({ env, db, scope }: Pick<ApiRequest, 'env' | 'db' | 'scope'>, uid: string) {
  const settings = await findSettings(scope, db, env.HOLDFAST_URL, uid)
  return settings === null ? fail(PROVIDER_NOT_FOUND) : ok(settings)
}

export async function writeProvider(
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

export function nameTaken(name: string): ApiFailure {
  return { code: 'conflict', message: `The name "${name}" is already in use.`, property: 'name' }
}
