/** From a verified person to a session, or to the result of a test. */
import { portalOf } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { signInToPortals } from '../../auth/proven-sign-in.ts'
import type { SignInRequest } from '../../auth/sign-in.ts'
import type { VerifiedPerson } from '../../auth/sso/claims.ts'
import { ownerOf } from './check-rule.ts'
import { type ProviderRow, readSamlConfiguration } from './provider-settings.ts'
import type { Refusal } from './refused-sign-in.ts'
import { resolvePerson } from './resolve-person.ts'
import { recordTest } from './sign-in-tests.ts'
import { writePerson } from './write-person.ts'

export interface FinishedSignIn {
  userUid: string
  /** Value of a Set-Cookie header. */
  cookie: string
  /** A path of the console. */
  leadsTo: string
}

const MAX_ATTEMPTS = 3

export async function finishSignIn(
  request: SignInRequest,
  provider: ProviderRow,
  startOrganizationUid: string | null,
  person: VerifiedPerson,
): Promise<Result<FinishedSignIn, Omit<Refusal, 'provider'>>> {
  const owner = await ownerOf(request.db, provider.organizationUid)
  if (owner === undefined || !provider.isEnabled || !provider.isCompleted)
    return fail({ error: 'not_available', message: 'The provider is not enabled, or not completely configured.' })
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const question = { db: request.db, providerUid: provider.uid, owner, startOrganizationUid, person }
    const { resolved, dead } = await resolvePerson(question)
    if (resolved === null) {
      const why = [...dead.values()].join(' ')
      return fail({ error: 'no_rule', message: `No rule signs "${person.subject}" in. ${why}`.trim() })
    }
    const written = await writePerson(request, provider, person.subject, resolved)
    if (written === null) continue
    forgetIdentities()
    const proven = { userUid: written.userUid, signInMethod: 'sso' as const, secondFactor: 'sso' as const }
    const signedIn = await signInToPortals(request, proven)
    if (!signedIn.ok) return fail({ error: 'not_allowed', message: 'The user may not sign in now or from here.' })
    const { user, cookie } = signedIn.value
    return ok({
      userUid: user.userUid,
      cookie,
      leadsTo: leadsTo(request, provider, `/${portalOf(user.organizationType)}/`),
    })
  }
  return fail({ error: 'not_available', message: 'The rules or users are being changed at the same time.' })
}

/** Only addresses of the console itself are followed. */
function leadsTo({ env }: SignInRequest, provider: ProviderRow, portal: string): string {
  const wanted = provider.protocol === 'SAML2' ? readSamlConfiguration(provider).returnUrl : ''
  if (wanted === '' || !URL.canParse(wanted, env.HOLDFAST_URL)) return portal
  const url = new URL(wanted, env.HOLDFAST_URL)
  const isPage =
    url.origin === new URL(env.HOLDFAST_URL).origin && /^\/(admin|reseller|client)(\/|$)/.test(url.pathname)
  return isPage ? `${url.pathname}${url.search}${url.hash}` : portal
}

export async function finishTest(
  request: SignInRequest,
  provider: ProviderRow,
  testUid: string,
  person: Result<VerifiedPerson, string>,
): Promise<void> {
  const { db, now } = request
  if (!person.ok) return recordTest(db, provider, testUid, { errorMessage: person.failure }, now)
  const owner = await ownerOf(db, provider.organizationUid)
  if (owner === undefined) return recordTest(db, provider, testUid, { errorMessage: 'The organization is gone.' }, now)
  const question = { db, providerUid: provider.uid, owner, startOrganizationUid: null, person: person.value }
  const resolution = await resolvePerson(question)
  await recordTest(db, provider, testUid, { person: person.value, resolution }, now)
}
