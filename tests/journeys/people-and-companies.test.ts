/** People and companies through their lives, in Chromium: invited, made to prove who they are, taken away and brought back. */
import type { Browser, Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Authenticator, authenticator } from '../support/authenticator.ts'
import { expectAccessible, openBrowser, openPage, signInAt } from '../support/browser.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { untilMailTo } from '../support/kept-mails.ts'
import { aCompany, PASSWORD } from '../support/organization-builders.ts'
import { restClient } from '../support/rest-client.ts'

let hub: TestConsole
let browser: Browser
let page: Page
let errors: string[]

const button = (name: string) => page.getByRole('button', { name, exact: true })
const link = (name: string) => page.getByRole('link', { name, exact: true })
const field = (name: string) => page.getByLabel(name, { exact: true })
const dialog = () => page.getByRole('dialog')
const next = () => button('Next').click()

beforeAll(async () => {
  hub = await startConsole()
  await aCompany(restClient(hub.url, await hub.token()), { name: 'Contoso' })
  browser = await openBrowser()
  const opened = await openPage(browser)
  page = opened.page
  errors = opened.errors
  await signInAt(page, hub.url, hub.administrator.userName, hub.administrator.password)
  await page.waitForURL(/\/admin\//)
})

afterAll(async () => {
  await browser?.close()
  await hub?.dispose()
})

describe('somebody who is invited', () => {
  let app: Authenticator
  let theirs: Page

  it('gets a role that asks for a second factor', async () => {
    await page.goto(`${hub.url}/admin/companies`)
    await link('Contoso').click()
    await page.getByRole('navigation', { name: 'Parts' }).getByRole('link', { name: 'Users' }).click()
    await link('New user').click()
    await field('Portal Administrator').waitFor({ state: 'detached' })
    await field('Company Administrator').check()
    await next()
    await page.getByLabel('First name').fill('Grace')
    await page.getByLabel('E-mail').fill('not an address')
    await next()
    await page.getByText('An address like').waitFor()
    await page.getByLabel('E-mail').fill('grace@contoso.example')
    await next()
    await field('User name').fill('grace')
    await field('Password').fill(PASSWORD)
    await next()
    await field('Demand a second factor').check()
    await expectAccessible(page)
    await button('Create user').click()
    await page.getByText('User grace was created.').waitFor()
    await page.getByRole('complementary').getByText('Not set up').waitFor()
  })

  it('sets up an authenticator app before anything else is shown, and is refused a wrong code', async () => {
    const opened = await openPage(browser)
    theirs = opened.page
    await theirs.setViewportSize({ width: 420, height: 860 })
    const secret = theirs.waitForResponse((answer: Response) => answer.url().endsWith('/session/mfa/enrolment'))
    await signInAt(theirs, hub.url, 'Contoso\\grace', PASSWORD)
    app = authenticator((await (await secret).json()).data.secretUrl)
    await theirs.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
    await expectAccessible(theirs, 'dark')
    await theirs.getByLabel('Code', { exact: true }).fill(app.wrongCode())
    await theirs.getByRole('button', { name: 'Set up', exact: true }).click()
    await theirs.locator('[aria-invalid="true"], [role="alert"]').first().waitFor()
    await theirs.getByLabel('Code', { exact: true }).fill(app.code())
    await theirs.getByRole('button', { name: 'Set up', exact: true }).click()
    await theirs.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor()
    expect(await theirs.locator('[data-component="recovery-codes"] li').count()).toBeGreaterThanOrEqual(8)
    await theirs.getByRole('button', { name: 'I have kept them' }).click()
    await theirs.waitForURL(/\/client\//)
    expect(opened.errors).toEqual([])
  })

  it('signs in with a code of the app', async () => {
    const opened = await openPage(browser)
    await signInAt(opened.page, hub.url, 'Contoso\\grace', PASSWORD)
    await opened.page.getByRole('heading', { name: 'Second factor' }).waitFor()
    await expectAccessible(opened.page)
    await opened.page.getByLabel('Code', { exact: true }).fill(app.code(1))
    await opened.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await opened.page.waitForURL(/\/client\//)
    await theirs.context().close()
    theirs = opened.page
  })

  it('makes an API key that is shown once, and works', async () => {
    await theirs.goto(`${hub.url}/client/api-keys`)
    await theirs.getByRole('button', { name: 'New API key' }).first().click()
    const asked = theirs.getByRole('dialog')
    await asked.getByRole('textbox', { name: 'Description' }).fill('Nightly report')
    await asked.getByLabel('Read only').check()
    await asked.getByRole('button', { name: 'Create key' }).click()
    const key = (await asked.locator('[data-component="copyable"] code').first().textContent()) ?? ''
    await expectAccessible(theirs)
    await asked.getByRole('button', { name: 'I have copied it' }).click()
    await theirs.getByRole('gridcell', { name: 'Nightly report' }).waitFor()
    expect(await theirs.getByText(key).count()).toBe(0)
    const me = await fetch(`${hub.url}/api/v3/users/me`, { headers: { authorization: `Bearer ${key}` } })
    expect(await me.json()).toMatchObject({ data: { userName: 'grace' } })
  })

  it('is acted as by the provider, in a frame that says so until it ends', async () => {
    await page.getByRole('complementary').getByRole('link', { name: 'Open' }).click()
    await button('Log in as').click()
    await dialog().getByRole('button', { name: 'Log in as' }).click()
    await page.waitForURL(/\/client\//)
    const frame = page.getByRole('region', { name: 'Acting as somebody else' })
    await frame.getByText('Signed in as grace for Contoso. You are admin.').waitFor()
    await expectAccessible(page, 'dark')
    await page.goto(`${hub.url}/client/profile/security`)
    await frame.waitFor()
    await page.getByText('You act as this user.').waitFor()
    expect(await button('Change password').count()).toBe(0)
    await page.goto(`${hub.url}/client/api-keys`)
    await page.getByRole('gridcell', { name: 'Nightly report' }).click()
    await page.getByRole('complementary').waitFor()
    expect(await button('New API key').count()).toBe(0)
    expect(await page.getByRole('complementary').getByRole('button', { name: 'Delete' }).count()).toBe(0)
    await page.goto(`${hub.url}/client/security`)
    await page.getByText('While you act as somebody else').waitFor()
    await frame.getByRole('button', { name: 'End' }).click()
    await page.waitForURL(/\/admin\//)
    expect(await frame.count()).toBe(0)
  })
})

describe('a company', () => {
  it('is welcomed with the words that were written for it, once they were looked at', async () => {
    await page.goto(`${hub.url}/admin/mail`)
    await page.getByRole('navigation', { name: 'Parts' }).getByRole('link', { name: 'Welcome mail' }).click()
    await page.getByText('the console’s own words go out').waitFor()
    await page.getByLabel('Own words').fill('Hello from the provider')
    await button('Save changes').click()
    await button('Back to the default words').waitFor()
    await page.goto(`${hub.url}/admin/companies`)
    await page.getByRole('checkbox', { name: 'Select Contoso' }).check()
    await button('More').click()
    await page.getByRole('menuitem', { name: 'Send welcome mail' }).click()
    await dialog().getByText('begins with the words that you have set').waitFor()
    await expectAccessible(page)
    await dialog().getByRole('link', { name: 'Change the words' }).click()
    await page.getByText('Nothing is set for it alone').waitFor()
    const words = page.getByLabel('Own words')
    await words.fill('x'.repeat(20_001))
    await button('Save changes').click()
    await page.getByText('at most 20,000').waitFor()
    await words.fill('<p>Welcome, <b>%company%</b></p><script>document.title = "ran"</script>')
    await field('Say how to get started').uncheck()
    await button('Preview').click()
    const preview = dialog().frameLocator('iframe')
    await preview.getByText('Welcome, Example company').waitFor()
    expect(await preview.locator('script').count()).toBe(0)
    await expectAccessible(page, 'dark')
    await dialog().getByRole('button', { name: 'Close' }).last().click()
    await button('Save changes').click()
    await button('Back to the default words').waitFor()

    await page.goto(`${hub.url}/admin/companies`)
    await page.getByRole('checkbox', { name: 'Select Contoso' }).check()
    await button('More').click()
    await page.getByRole('menuitem', { name: 'Send welcome mail' }).click()
    await dialog().getByText('written for it alone').waitFor()
    await dialog().getByRole('button', { name: 'Send welcome mail' }).click()
    await page.getByText('The welcome mail to Contoso is on its way.').waitFor()
    const mail = await untilMailTo(hub.stateFolder, 'office@example.com')
    expect(mail).toContain('Welcome, Contoso')
    expect(mail).not.toContain('Getting started')
  })

  it('is welcomed with the default words again when its own are taken back', async () => {
    await page.goto(`${hub.url}/admin/mail/welcome`)
    await field('One company').check()
    await button('Company').click()
    await page.getByRole('searchbox').fill('Contoso')
    await button('Contoso').click()
    await button('Back to the default words').click()
    await dialog().getByRole('button', { name: 'Back to the default words' }).click()
    await page.getByText('Nothing is set for it alone').waitFor()
    expect(await page.getByLabel('Own words').inputValue()).toBe('')
    await page.goto(`${hub.url}/admin/information`)
    await field('Phone (optional)').fill('+1 555 0100')
    await page.keyboard.press('Enter')
    await page.getByText('The information was saved.').waitFor()
  })

  it('is disabled, and its users are told that they cannot sign in', async () => {
    await page.goto(`${hub.url}/admin/companies`)
    await page.getByRole('checkbox', { name: 'Select Contoso' }).check()
    await button('Disable').click()
    await dialog().getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('gridcell', { name: 'Disabled' }).waitFor()
    const opened = await openPage(browser)
    await signInAt(opened.page, hub.url, 'Contoso\\owner', PASSWORD)
    await opened.page.getByRole('alert').first().waitFor()
    await opened.page.context().close()
  })

  it('is deleted after its name was typed, and comes back with everything', async () => {
    await link('Contoso').click()
    await button('Delete').click()
    await dialog().getByText('2 users').waitFor()
    await expectAccessible(page)
    expect(await dialog().getByRole('button', { name: 'Delete company' }).isDisabled()).toBe(true)
    await dialog().getByLabel('Type “Contoso” to confirm').fill('Contoso')
    await dialog().getByRole('button', { name: 'Delete company' }).click()
    await page.getByText('Contoso was deleted.').waitFor()
    await page.getByRole('heading', { name: 'No companies' }).waitFor()
    await link('Deleted').click()
    await page.getByRole('gridcell', { name: 'Contoso' }).click()
    await page.getByRole('complementary').getByRole('button', { name: 'Restore' }).click()
    await dialog().getByRole('button', { name: 'Restore' }).click()
    await page.getByText('Contoso was restored.').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Contoso' }).waitFor()
    await page.getByRole('navigation', { name: 'Parts' }).getByRole('link', { name: 'Users' }).click()
    await page.getByRole('gridcell', { name: 'grace', exact: true }).waitFor()
    expect(errors).toEqual([])
  })
})
