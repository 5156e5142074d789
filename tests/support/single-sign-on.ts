/** Signing in through identity providers as a person's browser does, and what a test asks of it afterwards. */
import { expect } from 'vitest'
import { session } from '../../worker/contract/session/session.ts'
import type { TestConsole } from './console.ts'
import type { OidcIdentityProvider, OidcPerson } from './oidc-identity-provider.ts'
import type { SamlIdentityProvider, SamlPerson, SamlRequest } from './saml-identity-provider.ts'
import { aBrowser, type SignInBrowser } from './sign-in-browser.ts'

export interface Arrival {
  browser: SignInBrowser
  /** Where the console sent the browser in the end. */
  leadsTo: string
}

export async function signInByOidc(
  holdfast: TestConsole,
  provider: OidcIdentityProvider,
  startUrl: string,
  person: OidcPerson,
): Promise<Arrival> {
  const { browser, callback } = await untilCallback(holdfast, provider, startUrl, person)
  return { browser, leadsTo: await arrive(await browser.get(callback)) }
}

/** The address with which the provider sends the browser back, not yet opened. */
export async function untilCallback(
  holdfast: TestConsole,
  provider: OidcIdentityProvider,
  startUrl: string,
  person: OidcPerson,
): Promise<{ browser: SignInBrowser; callback: string }> {
  provider.signIn(person)
  const browser = aBrowser()
  const callback = await browser.follow(new URL(startUrl, holdfast.url).href, `${holdfast.url}/sso/`)
  const isBegun = new URL(startUrl, holdfast.url).href === callback
  return { browser, callback: isBegun ? await followOn(holdfast, browser, callback) : callback }
}

/** A start address of the console is below /sso/ itself. */
async function followOn(holdfast: TestConsole, browser: SignInBrowser, start: string): Promise<string> {
  const first = await browser.get(start)
  const location = first.headers.get('location')
  if (location === null) throw new Error(`${start} answered ${first.status}: ${await first.text()}`)
  const to = new URL(location, start).href
  return to.startsWith(holdfast.url) ? to : browser.follow(to, `${holdfast.url}/sso/`)
}

export interface SamlBegun {
  browser: SignInBrowser
  request: SamlRequest
}

export async function beginSaml(
  holdfast: TestConsole,
  provider: SamlIdentityProvider,
  startUrl: string,
): Promise<SamlBegun> {
  const browser = aBrowser()
  const response = await browser.get(new URL(startUrl, holdfast.url).href)
  const location = response.headers.get('location') ?? ''
  if (response.status !== 303 || location.startsWith('/')) throw new Error(`${startUrl} led to ${location}`)
  return { browser, request: await provider.readRequest(location) }
}

/** As the provider's page posts it: from another site. */
export async function postSaml({ browser, request }: SamlBegun, xml: string): Promise<string> {
  const form = { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: request.relayState }
  return arrive(await browser.post(request.consumerUrl, form, { isCrossSite: true }))
}

export async function signInBySaml(
  holdfast: TestConsole,
  provider: SamlIdentityProvider,
  startUrl: string,
  person: SamlPerson,
): Promise<Arrival> {
  const begun = await beginSaml(holdfast, provider, startUrl)
  return { browser: begun.browser, leadsTo: await postSaml(begun, await provider.respond(begun.request, person)) }
}

async function arrive(response: Response): Promise<string> {
  const text = await response.text()
  return response.headers.get('location') ?? text
}

/** The session that a browser has; null: none. */
export async function sessionOf(holdfast: TestConsole, browser: SignInBrowser) {
  const response = await browser.get(`${holdfast.url}/api/v3/session`)
  const body = (await response.json()) as { data: unknown }
  return response.status === 200 ? session.parse(body.data) : null
}

/** A refusal ends on the sign-in page with a code and the request id, and with no session. */
export async function expectRefused(
  holdfast: TestConsole,
  { browser, leadsTo }: Arrival,
  error: string,
): Promise<void> {
  expect(leadsTo).toMatch(new RegExp(`^/\\?ssoError=${error}&requestId=[0-9a-f-]{36}$`))
  expect(await sessionOf(holdfast, browser)).toBeNull()
}
