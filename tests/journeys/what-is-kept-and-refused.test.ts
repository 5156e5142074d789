/** What a person typed is not lost, and what a role may not do is said before it is asked for; in Chromium. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, openBrowser, openPage, signInAt } from '../support/browser.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aCompany, PASSWORD } from '../support/organization-builders.ts'
import { restClient } from '../support/rest-client.ts'

const REFUSED_PAGES = {
  'companies/new': 'companies.create',
  'users/new': 'users.manage',
  resellers: 'resellers.read',
  'api-keys': 'apiKeys.manage',
  security: 'ipAllowLists.manage',
  information: 'organizationProfile.edit',
  'single-sign-on/new': 'sso.manage',
  'activity-log': 'activityLog.read',
  'deleted-organizations': 'companies.delete',
}

let hub: TestConsole
let browser: Browser
let companyUid: string

async function aUser(organizationUid: string, role: string, userName: string): Promise<void> {
  const admin = restClient(hub.url, await hub.token())
  await admin.post('/users', { organizationUid, role, profile: {}, credentials: { userName, password: PASSWORD } })
}

/** What the console refused or failed to answer on the page. */
function refusals(page: Page): string[] {
  const found: string[] = []
  page.on('response', (answer) => {
    if (answer.status() >= 400) found.push(`${answer.status()} ${answer.url()}`)
  })
  return found
}

beforeAll(async () => {
  hub = await startConsole()
  const admin = restClient(hub.url, await hub.token())
  companyUid = (await aCompany(admin, { name: 'Contoso Trading' })).instanceUid
  const { data } = await admin.get('/users/me')
  await aUser((data as { organizationUid: string }).organizationUid, 'PortalReadonlyOperator', 'reader')
  await aUser(companyUid, 'CompanyInvoiceAuditor', 'auditor')
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await hub?.dispose()
})

describe('somebody who only looks', () => {
  it('is told which permission a page needs, and the page asks for nothing', async () => {
    const { page, errors } = await openPage(browser)
    await signInAt(page, hub.url, 'reader', PASSWORD)
    await page.waitForURL(/\/admin\//)
    const refused = refusals(page)
    for (const [path, permission] of Object.entries(REFUSED_PAGES)) {
      await page.goto(`${hub.url}/admin/${path}`)
      await page.getByText(`This needs the permission “${permission}”.`).waitFor()
      expect(await page.getByRole('main').getByRole('textbox').count()).toBe(0)
    }
    await expectAccessible(page)
    for (const path of ['', 'companies', `companies/${companyUid}`, 'users', 'locations', 'profile/sessions']) {
      await page.goto(`${hub.url}/admin/${path}`)
      await expectAccessible(page)
    }
    expect(await page.getByRole('button', { name: 'More', exact: true }).count()).toBe(0)
    expect(refused).toEqual([])
    expect(errors).toEqual([])
  })

  it('is not left with an empty page', async () => {
    const { page } = await openPage(browser)
    await signInAt(page, hub.url, 'Contoso Trading\\auditor', PASSWORD)
    await page.getByRole('heading', { name: 'Nothing to watch' }).waitFor()
    expect(await page.getByRole('link', { name: 'Getting started' }).count()).toBe(0)
    await expectAccessible(page, 'dark')
  })
})

describe('somebody who types', () => {
  let page: Page
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const field = (name: string) => page.getByLabel(name, { exact: true })

  beforeAll(async () => {
    page = (await openPage(browser)).page
    await signInAt(page, hub.url, hub.administrator.userName, hub.administrator.password)
    await page.waitForURL(/\/admin\//)
  })

  it('finds the wizard as it was after a reload and after a sign-in in the middle, but for the password', async () => {
    await page.goto(`${hub.url}/admin/companies/new`)
    await field('Name').fill('Fabrikam')
    await button('Next').click()
    await field('User name').fill('boss')
    await field('Password').fill(PASSWORD)
    await page.reload()
    await field('User name').waitFor()
    expect(await field('User name').inputValue()).toBe('boss')
    expect(await field('Password').inputValue()).toBe('')
    await field('Password').fill(PASSWORD)
    for (let steps = 0; steps < 3; steps += 1) await button('Next').click()
    await page.context().clearCookies()
    await button('Create company').click()
    await page.waitForURL(/returnTo=/)
    await field('User name').fill(hub.administrator.userName)
    await field('Password').fill(hub.administrator.password)
    await button('Sign in').click()
    await button('Create company').click()
    await page.getByRole('heading', { level: 2, name: 'Owner' }).waitFor()
    await field('Password').fill(PASSWORD)
    for (let steps = 0; steps < 3; steps += 1) await button('Next').click()
    await button('Create company').click()
    await page.getByRole('heading', { level: 1, name: 'Fabrikam' }).waitFor()
    await page.goto(`${hub.url}/admin/companies/new`)
    expect(await field('Name').inputValue()).toBe('')
  })

  it('may pause at a blank while looking for something', async () => {
    await page.goto(`${hub.url}/admin/companies`)
    const find = page.getByPlaceholder('Find by name')
    await find.pressSequentially('Contoso ')
    await page.waitForURL(/find=Contoso/)
    await find.pressSequentially('Tra')
    await page.waitForURL(/find=Contoso\+Tra/)
    expect(await find.inputValue()).toBe('Contoso Tra')
  })

  it('opens a link to a panel whose row the list does not show', async () => {
    await page.goto(`${hub.url}/admin/companies?find=nobody&panel=${companyUid}`)
    await page.getByRole('complementary').getByText('Contoso Trading').first().waitFor()
    await expectAccessible(page)
  })

  it('does not lose an API key to a slip of the hand', async () => {
    await page.goto(`${hub.url}/admin/api-keys`)
    await button('New API key').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Description' }).fill('Nightly report')
    await page.keyboard.press('Enter')
    const key = dialog.locator('[data-component="copyable"] code').first()
    await key.waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(await key.isVisible()).toBe(true)
    await dialog.getByRole('button', { name: 'I have copied it' }).click()
    await dialog.waitFor({ state: 'detached' })
  })

  it('presses a button once, although the field that is left says something meanwhile', async () => {
    await page.goto(`${hub.url}/admin/mail`)
    await field('Sender’s address (optional)').fill('no address')
    await field('Send over a mail server of our own').check()
    await page.getByText('An address like').waitFor()
    expect(await field('Send over a mail server of our own').isChecked()).toBe(true)
  })

  it('finds the language of mails again that was chosen', async () => {
    await page.goto(`${hub.url}/admin/mail`)
    const language = field('Language of mails')
    await language.waitFor()
    expect(await language.locator('option:checked').textContent()).toBe('Not chosen: English')
    await language.selectOption('German')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The mail settings were saved.').waitFor()
    await page.reload()
    await language.waitFor()
    expect(await language.inputValue()).toBe('de')
    await expectAccessible(page)
  })
})
