/** A person's way through each portal, in Chromium: what they see, what they are refused, and that everybody can use it. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, openBrowser, openPage, signInAt } from '../support/browser.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aCompany, aReseller, PASSWORD } from '../support/organization-builders.ts'
import { restClient } from '../support/rest-client.ts'
import { anAgent, aTenancy } from '../support/tenancy.ts'

const SHARED_PAGES = [
  '',
  'computers',
  'jobs',
  'restore-points',
  'storage',
  'repositories',
  'users',
  'locations',
  'profile',
]
const ORGANIZATION_PAGES = ['companies', 'companies/new', 'resellers', 'resellers/new', 'deleted-organizations']
const CONFIGURATION_PAGES = ['users/new', 'api-keys', 'profile/security', 'profile/sessions', 'security']

let hub: TestConsole
let browser: Browser

beforeAll(async () => {
  hub = await startConsole()
  const admin = restClient(hub.url, await hub.token())
  const { instanceUid: resellerUid } = await aReseller(admin, 'Northwind IT')
  await aCompany(admin, { name: 'Contoso', resellerUid })
  const tenancy = await aTenancy(hub.url, admin, 'Fabrikam')
  await anAgent(hub.url, tenancy, 'FILESRV-02')
  await admin.post('/users', {
    organizationUid: tenancy.companyUid,
    role: 'CompanyAdministrator',
    profile: { firstName: 'Ada', lastName: 'Meyer' },
    userName: 'ada',
    credentials: { userName: 'ada', password: PASSWORD },
  })
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await hub?.dispose()
})

describe('a Portal Administrator', () => {
  it('is told when the password is wrong, signs in, and opens a company from the list', async () => {
    const { page, errors } = await openPage(browser)
    await signInAt(page, hub.url, hub.administrator.userName, 'not the password')
    await page.getByRole('alert').first().waitFor()
    await expectAccessible(page)
    await signInAt(page, hub.url, hub.administrator.userName, hub.administrator.password)
    await page.waitForURL(/\/admin\//)
    await page.goto(`${hub.url}/admin/companies`)
    await page.getByRole('link', { name: 'Contoso' }).waitFor()
    await page.getByRole('link', { name: 'Fabrikam' }).click()
    await page.getByRole('heading', { level: 1, name: 'Fabrikam' }).waitFor()
    await expectAccessible(page)
    expect(errors).toEqual([])
  })

  it('can use every page of the portal, in light and dark, wide and narrow', async () => {
    const { page, errors } = await openPage(browser)
    await signInAt(page, hub.url, hub.administrator.userName, hub.administrator.password)
    await page.waitForURL(/\/admin\//)
    for (const path of [...SHARED_PAGES, ...ORGANIZATION_PAGES, ...CONFIGURATION_PAGES, 'jobs/new']) {
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.goto(`${hub.url}/admin/${path}`)
      await expectAccessible(page, 'light')
      await page.setViewportSize({ width: 420, height: 860 })
      await expectAccessible(page, 'dark')
    }
    expect(errors).toEqual([])
  })
})

describe("a reseller's Global Administrator", () => {
  it('sees the companies of the reseller only, and is refused the administrator portal', async () => {
    const { page, errors } = await openPage(browser)
    await signInAt(page, hub.url, 'Northwind IT\\boss', PASSWORD)
    await page.waitForURL(/\/reseller\//)
    await page.goto(`${hub.url}/reseller/companies`)
    await page.getByRole('link', { name: 'Contoso' }).waitFor()
    expect(await page.getByRole('link', { name: 'Fabrikam' }).count()).toBe(0)
    for (const path of [...SHARED_PAGES, 'companies', 'companies/new']) {
      await page.goto(`${hub.url}/reseller/${path}`)
      await expectAccessible(page)
    }
    await page.goto(`${hub.url}/admin/companies`)
    await page
      .getByText(/administrator portal/i)
      .first()
      .waitFor()
    expect(await page.getByRole('link', { name: 'Fabrikam' }).count()).toBe(0)
    expect(errors).toEqual([])
  })
})

describe('a Company Administrator', () => {
  it('sees the computers of the company and may go to every page of the client portal', async () => {
    const { page, errors } = await openPage(browser)
    await signInAt(page, hub.url, 'Fabrikam\\ada', PASSWORD)
    await page.waitForURL(/\/client\//)
    await page.goto(`${hub.url}/client/computers`)
    await page.getByText('FILESRV-02').first().waitFor()
    for (const path of SHARED_PAGES) {
      await page.goto(`${hub.url}/client/${path}`)
      await expectAccessible(page, path.length % 2 === 0 ? 'light' : 'dark')
    }
    expect(errors).toEqual([])
  })
})
