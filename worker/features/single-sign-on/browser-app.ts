/**
 * What a browser asks for in a sign-in: to be sent to the provider, and to bring back its answer. Outside of the API: no
 * session is there yet, and answers are redirects. Whatever goes wrong ends on the sign-in page with a code and the
 * request id; the reason is in the audit.
 */
import { type Context, Hono } from 'hono'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { SignInRequest } from '../../auth/sign-in.ts'
import { useOnce } from '../../auth/sso/replays.ts'
import {
  endedSignInCookie,
  newHandle,
  readSignInState,
  SIGN_IN_LIFETIME_MS,
  type SignInState,
  signInCookie,
} from '../../auth/sso/sign-in-state.ts'
import { openDb } from '../../db/client.ts'
import type { AppEnv } from '../../http/context.ts'
import { findOrganizationNamed, findProviderNamed, findSignInProvider } from './find-provider.ts'
import { finishSignIn, finishTest } from './finish-sign-in.ts'
import { beginAtProvider, finishAtProvider } from './protocols.ts'
import type { ProviderRow } from './provider-settings.ts'
import { readFormText } from './read-form.ts'
import { auditRefusedSignIn, type Refusal } from './refused-sign-in.ts'
import { serviceMetadataOf } from './service-metadata.ts'
import { findTest, isTestOpen } from './sign-in-tests.ts'

export const ssoApp = new Hono<AppEnv>()

function requestOf(c: Context<AppEnv>): SignInRequest {
  return {
    env: c.env,
    db: openDb(c.env.DB),
    clientAddress: c.var.clientAddress,
    userAgent: c.req.header('user-agent') ?? null,
    requestId: c.var.requestId,
    now: Date.now(),
  }
}

/** `organization`: uid, alias or name; "-" is the provider itself. */
ssoApp.get('/:organization/start', async (c) => {
  c.set('operation', 'startSingleSignOn')
  const request = requestOf(c)
  const text = c.req.param('organization')
  const organization = await findOrganizationNamed(request.db, text === '-' ? null : text)
  const provider = organization === null ? null : await findSignInProvider(request.db, organization.uid)
  if (provider === null) return refused(c, request, { error: 'not_available', message: 'No provider.', provider: null })
  return begin(c, request, provider.row, { organizationUid: provider.organizationUid, testUid: null })
})

ssoApp.get('/:provider/test/:testUid', async (c) => {
  c.set('operation', 'startSignInTest')
  const request = requestOf(c)
  const row = await findProviderNamed(request.db, c.req.param('provider'))
  const test = row === null ? null : await findTest(request.db, row.uid, c.req.param('testUid'))
  const isOpen = test !== null && isTestOpen(test, request.now)
  if (row === null || !isOpen)
    return refused(c, request, { error: 'expired', message: 'There is no such open test.', provider: row })
  if (!(await useOnce(request.db, ['test', test.uid], request.now + SIGN_IN_LIFETIME_MS, request.now)))
    return refused(c, request, { error: 'expired', message: 'The test was begun before.', provider: row })
  return begin(c, request, row, { organizationUid: null, testUid: test.uid })
})

async function begin(
  c: Context<AppEnv>,
  request: SignInRequest,
  row: ProviderRow,
  aim: Pick<SignInState, 'organizationUid' | 'testUid'>,
): Promise<Response> {
  const handle = newHandle()
  const begun = await beginAtProvider(request, row, handle)
  if (!begun.ok) {
    if (aim.testUid !== null) await finishTest(request, row, aim.testUid, fail(begun.failure))
    return refused(c, request, { error: 'provider_unavailable', message: begun.failure, provider: row })
  }
  const { url, secrets } = begun.value
  const state: SignInState = { handle, providerUid: row.uid, ...aim, startedAt: request.now, secrets }
  c.header('Set-Cookie', await signInCookie(request.env, state))
  return redirect(c, url)
}

ssoApp.get('/:provider/metadata', async (c) => {
  c.set('operation', 'getServiceMetadata')
  const request = requestOf(c)
  const row = await findProviderNamed(request.db, c.req.param('provider'))
  if (row === null || row.protocol !== 'SAML2') return c.text('Not found', 404, { 'Cache-Control': 'no-store' })
  const xml = await serviceMetadataOf(request.db, request.env.HOLDFAST_URL, row)
  return c.body(xml, 200, { 'Content-Type': 'application/samlmetadata+xml', 'Cache-Control': 'no-store' })
})

/** OpenID Connect comes back by a redirect, SAML by a form that the provider's page posts. */
ssoApp.get('/:provider/callback', (c) => callback(c, 'OIDC', async () => ok(new URL(c.req.url).searchParams)))
ssoApp.post('/:provider/callback', (c) => callback(c, 'SAML2', () => readFormText(c.req.raw)))

ssoApp.all('*', (c) => c.text('Not found', 404, { 'Cache-Control': 'no-store' }))

async function callback(
  c: Context<AppEnv>,
  protocol: ProviderRow['protocol'],
  readParameters: () => Promise<Result<URLSearchParams, string>>,
): Promise<Response> {
  c.set('operation', 'finishSingleSignOn')
  const request = requestOf(c)
  const row = await findProviderNamed(request.db, c.req.param('provider') ?? '')
  if (row === null || row.protocol !== protocol)
    return refused(c, request, { error: 'not_available', message: 'No such provider.', provider: null })
  const parameters = await readParameters()
  if (!parameters.ok)
    return refused(c, request, { error: 'answer_refused', message: parameters.failure, provider: row })
  const state = await claimState(c, request, row, parameters.value)
  if (!state.ok) return refused(c, request, state.failure)
  c.header('Set-Cookie', endedSignInCookie(request.env, state.value.handle), { append: true })
  const person = await finishAtProvider(request, row, state.value, parameters.value)
  const { testUid } = state.value
  if (testUid !== null) {
    await finishTest(request, row, testUid, person.ok ? person : fail(person.failure.message))
    return c.text('The test is finished: its result is shown where it was begun. This window can be closed.')
  }
  if (!person.ok) {
    const { reason, message } = person.failure
    return refused(c, request, { error: reason, message, provider: row })
  }
  const signedIn = await finishSignIn(request, row, state.value.organizationUid, person.value)
  if (!signedIn.ok) return refused(c, request, { ...signedIn.failure, provider: row })
  c.set('actor', signedIn.value.userUid)
  c.header('Set-Cookie', signedIn.value.cookie, { append: true })
  return redirect(c, signedIn.value.leadsTo)
}

/** The browser's own memory of the sign-in, used up by this. An answer that nobody asked for has none. */
async function claimState(
  c: Context<AppEnv>,
  request: SignInRequest,
  row: ProviderRow,
  parameters: URLSearchParams,
): Promise<Result<SignInState, Refusal>> {
  const handle = parameters.get(row.protocol === 'OIDC' ? 'state' : 'RelayState') ?? ''
  const state = await readSignInState(request.env, c.req.header('cookie') ?? null, handle, request.now)
  if (state === null || state.providerUid !== row.uid || state.secrets.protocol !== row.protocol)
    return fail({
      error: 'expired',
      message: 'The browser did not begin this sign-in, or too long ago; or the provider sent it without being asked.',
      provider: row,
    })
  const until = state.startedAt + SIGN_IN_LIFETIME_MS
  if (await useOnce(request.db, ['signIn', state.handle], until, request.now)) return ok(state)
  return fail({ error: 'expired', message: 'This sign-in was finished before.', provider: row })
}

function redirect(c: Context<AppEnv>, to: string): Response {
  c.header('Cache-Control', 'no-store')
  return c.redirect(to, 303)
}

/** The sign-in page says what the code means; more would be for somebody else's eyes. */
async function refused(c: Context<AppEnv>, request: SignInRequest, refusal: Refusal): Promise<Response> {
  await auditRefusedSignIn(request, refusal)
  return redirect(c, `/?ssoError=${refusal.error}&requestId=${request.requestId}`)
}
