/** A provider's first day in the administrator portal: from the one-time link to a backup seen as it runs. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Download, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getRestic } from '../../scripts/get-restic.ts'
import { type AgentProcess, anAgentProcess } from '../support/agent-process.ts'
import { AGENT_BUNDLE } from '../support/backup-computer.ts'
import { expectAccessible, openBrowser, openPage } from '../support/browser.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aHost, knock } from '../support/paper-agent.ts'
import { parseCsv } from '../support/rest-client.ts'

const NAME = 'ada'
const PASSWORD = 'a long word nobody guesses'
const COMPANY = 'Contoso Ärzte & Söhne'

let hub: TestConsole
let browser: Browser
let page: Page
let errors: string[]
let agent: AgentProcess
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-journey-'))
  hub = await startConsole({ env: { HOLDFAST_ADMIN_LOGIN: '', HOLDFAST_ADMIN_PASSWORD: '' } })
  browser = await openBrowser()
  const opened = await openPage(browser)
  page = opened.page
  errors = opened.errors
})
afterAll(async () => {
  await browser?.close()
  await agent?.dispose()
  await hub?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const link = (name: string) => page.getByRole('link', { name, exact: true })
const tab = (name: string) => page.getByRole('navigation', { name: 'Parts' }).getByRole('link', { name, exact: true })
const heading = (name: string) => page.getByRole('heading', { level: 1, name })
const field = (name: string) => page.getByLabel(name, { exact: true })
const dialog = () => page.getByRole('dialog')

async function next(): Promise<void> {
  await button('Next').click()
}

async function readDownload(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8')
}

it('makes the first administrator by the one-time link', async () => {
  const setup = /http:\/\/\S+\/setup#\S+/.exec(hub.output())?.[0]
  expect(setup).toBeDefined()
  await page.goto(setup ?? '')
  await expectAccessible(page)
  await page.getByLabel('User name').fill(NAME)
  await field('Password').fill('short')
  await field('Password once more').fill('other')
  await button('Set up the console').click()
  await page.getByText('The two passwords differ').waitFor()
  await field('Password').fill(PASSWORD)
  await field('Password once more').fill(PASSWORD)
  await button('Set up the console').click()
  await page.waitForURL(/\/admin\//)
  await heading('Overview').waitFor()
  await expectAccessible(page)
})

it('asks to sign in again after signing out, and leads back to the page that was wanted', async () => {
  await button(`${NAME}: account`).click()
  await button('Sign out').click()
  await button('Sign in').waitFor()
  await page.goto(`${hub.url}/admin/computers`)
  await page.getByLabel('User name').fill(NAME)
  await page.getByLabel('Password').fill(PASSWORD)
  await button('Sign in').click()
  await page.waitForURL(/\/admin\/computers/)
  await page.getByRole('heading', { name: 'No computers' }).waitFor()
  await expectAccessible(page)
})

it('closes the setup for everybody after the first', async () => {
  const other = await openPage(browser)
  await other.page.goto(`${hub.url}/setup#once-more`)
  await other.page.getByText('This console is set up').waitFor()
  await expectAccessible(other.page)
  await other.page.context().close()
})

it('creates a company step by step, and loses nothing by going back', async () => {
  await page.goto(`${hub.url}/admin/companies`)
  await link('New company').first().click()
  await heading('New company').waitFor()
  await next()
  await page.getByText('This is needed').waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
  await field('Name').fill(COMPANY)
  await page.getByLabel('E-mail').fill('office@contoso.example')
  await next()
  await page.getByLabel('User name').fill('owner')
  await field('Password').fill(PASSWORD)
  await page.goBack()
  await expectValue('Name', COMPANY)
  await page.goForward()
  await expectValue('User name', 'owner')
  await next()
  await page.getByLabel('Servers').fill('12')
  await expectAccessible(page, 'dark')
  await next()
  await next()
  await button('Create company').click()
  await heading(COMPANY).waitFor()
  await page.getByText(`Company ${COMPANY} was created.`).waitFor()
  await page.getByText('office@contoso.example').waitFor()
  await expectAccessible(page)
})

async function expectValue(label: string, value: string): Promise<void> {
  const labelled = page.getByLabel(label, { exact: true })
  await labelled.waitFor()
  expect(await labelled.inputValue()).toBe(value)
}

it('shows a refusal of the console at its field, in its step', async () => {
  await page.goto(`${hub.url}/admin/companies/new`)
  await field('Name').fill(COMPANY.toUpperCase())
  await next()
  await page.getByLabel('User name').fill('owner')
  await field('Password').fill(PASSWORD)
  await next()
  await next()
  await next()
  await button('Create company').click()
  const name = field('Name')
  await name.waitFor()
  expect(await name.getAttribute('aria-invalid')).toBe('true')
  expect(await name.inputValue()).toBe(COMPANY.toUpperCase())
  await expectAccessible(page)
})

it('gives the company storage', async () => {
  await page.goto(`${hub.url}/admin/companies`)
  await link(COMPANY).click()
  await tab('Backup resources').click()
  await button('Give storage').first().click()
  await expectAccessible(page)
  await dialog().getByLabel('Quota').fill('500')
  await dialog().getByRole('button', { name: 'Give storage' }).click()
  await page.getByText(`${COMPANY} was given 500 GB.`).waitFor()
  await page.getByRole('gridcell', { name: 'Backup storage' }).waitFor()
})

it('hands out an installer, and shows the computer as soon as its agent is there', async () => {
  await tab('Computers').click()
  await button('Add computer').first().click()
  await expectAccessible(page)
  const downloading = page.waitForEvent('download')
  await dialog().getByRole('link', { name: 'Download installer' }).click()
  const token = /hfe_[\w-]{43}/.exec(await readDownload(await downloading))?.[0] ?? ''
  await dialog().getByRole('button', { name: 'Close' }).click()

  agent = anAgentProcess({ program: AGENT_BUNDLE })
  holdBackups()
  await agent.enrol(hub.url, token)
  agent.start()
  await page.getByRole('gridcell', { name: 'Online' }).waitFor()
  await expectAccessible(page)
})

/** A restic whose backups wait for a file: a run is then seen under way for as long as the journey looks at it. */
function holdBackups(): void {
  const wrapper = join(folder, 'restic')
  const wait = `case " $* " in *" backup "*) while [ ! -e '${join(folder, 'go')}' ]; do sleep 0.1; done;; esac`
  writeFileSync(wrapper, `#!/bin/sh\n${wait}\nexec "${getRestic().path}" "$@"\n`, { mode: 0o755 })
  agent.environment.HOLDFAST_RESTIC = wrapper
}

it('creates a job: what, where to, when, and how long it is kept', async () => {
  const source = join(folder, 'source')
  mkdirSync(source)
  writeFileSync(join(source, 'report.txt'), 'quarterly figures')
  await page.getByRole('row').nth(1).getByRole('link').first().click()
  await link('New job').click()
  await field('Name').fill('Office files')
  await next()
  await field('Paths').fill(`relative\n${source}`)
  await next()
  await page.getByText('Absolute paths only: “relative” is none').waitFor()
  await field('Paths').fill(source)
  await next()
  await page.getByRole('option', { name: /Backup storage · 500 GB of 500 GB free/ }).waitFor({ state: 'attached' })
  await next()
  await page.getByLabel('Daily').waitFor()
  await field('Time').fill('23:15')
  await expectAccessible(page)
  await next()
  await page.getByLabel('The last', { exact: true }).fill('7')
  await button('Create job').click()
  await heading('Office files').waitFor()
  await page.getByText('Never run').first().waitFor()
  await expectAccessible(page, 'dark')
})

it('shows a run while it runs, and its end, without a reload', async () => {
  await button('Start').click()
  await page.getByRole('region', { name: 'Running now' }).waitFor()
  await button('Stop').waitFor()
  await expectAccessible(page)
  writeFileSync(join(folder, 'go'), '')
  await page.getByRole('region', { name: 'Running now' }).waitFor({ state: 'detached' })
  await page.getByRole('gridcell', { name: 'Success' }).waitFor()
  await button('Start').waitFor()
})

it('keeps the run with its log, and the restore point it left', async () => {
  await page.getByRole('row').nth(1).getByRole('link').click()
  await page.getByRole('heading', { level: 1, name: /^Run of / }).waitFor()
  await page.getByText('New files').waitFor()
  await expectAccessible(page)
  await page.goBack()
  await tab('Restore points').click()
  await page.getByRole('gridcell', { name: /source/ }).waitFor()
  expect(await page.getByRole('row').count()).toBe(2)
  await expectAccessible(page, 'dark')
})

it('changes the job by the same steps', async () => {
  await link('Edit').click()
  await heading('Edit Office files').waitFor()
  await expectValue('Paths', join(folder, 'source'))
  await button('When').click()
  await expectValue('Time', '23:15')
  await page.getByLabel('Again and again through the day').check()
  await button('How long').click()
  await expectValue('The last', '7')
  await button('Save job').click()
  await page.getByText('Job Office files was saved.').waitFor()
  await tab('Configuration').click()
  await page
    .getByText(/every 4 hours|240 minutes/i)
    .first()
    .waitFor()
})

it('shows credentials once, and the password of the repository to whoever may see it', async () => {
  await link('Repositories').click()
  await page.getByRole('row').nth(1).getByRole('gridcell').first().click()
  await page.getByRole('complementary').getByRole('button', { name: 'Show password' }).click()
  await page.getByRole('complementary').getByRole('button', { name: 'Copy Repository password' }).waitFor()
  await expectAccessible(page)
  await button('Credentials').click()
  await button('Make credentials').click()
  await dialog()
    .getByText(/RESTIC_REST_PASSWORD/)
    .waitFor()
  await expectAccessible(page)
  await dialog().getByRole('button', { name: 'Close' }).last().click()
  await page.keyboard.press('Escape')
})

it('takes in an agent that came without a token', async () => {
  await knock(hub.url, aHost('LAPTOP-17'))
  await link('Computers').click()
  await link('1 waiting to be accepted').click()
  await heading('Waiting computers').waitFor()
  await expectAccessible(page)
  await page
    .getByRole('row', { name: /LAPTOP-17/ })
    .getByRole('button', { name: 'Accept' })
    .click()
  await dialog().getByRole('button', { name: 'Company' }).click()
  await page.getByRole('searchbox', { name: 'Find a company' }).fill('contoso')
  await button(COMPANY).click()
  await expectAccessible(page)
  await dialog().getByRole('button', { name: 'Accept' }).click()
  await page.getByRole('gridcell', { name: 'Accepted' }).waitFor()
})

it('is walked with the keyboard alone', async () => {
  await page.goto(`${hub.url}/admin/companies`)
  await link(COMPANY).waitFor()
  const row = page.getByRole('row').nth(1)
  await row.focus()
  await page.keyboard.press('Space')
  await page.getByText('1 selected').waitFor()
  await page.keyboard.press('Space')
  await page.getByText('1 selected').waitFor({ state: 'detached' })
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: COMPANY }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Close panel' }).focus()
  await page.keyboard.press('Escape')
  await page.getByRole('complementary', { name: COMPANY }).waitFor({ state: 'detached' })

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('office')
  await page.getByRole('option', { name: /Office files/ }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await heading('Office files').waitFor()
})

it('keeps what was filtered and limited in the address, and exports just that', async () => {
  await page.goto(`${hub.url}/admin/jobs`)
  await link('Office files').waitFor()
  await button('All companies').click()
  await page.getByRole('searchbox', { name: 'Find a company' }).fill('contoso')
  await button(COMPANY).click()
  await page.waitForURL(/company=/)
  await page.getByRole('searchbox', { name: 'Find by name' }).fill('no such job')
  await page.getByText('Nothing matches').waitFor()
  await page.reload()
  await page.getByText('Nothing matches').waitFor()
  await expectAccessible(page)
  await button('Clear the filter').click()
  await link('Office files').waitFor()

  const downloading = page.waitForEvent('download')
  await button('Export').click()
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const [header, ...rows] = parseCsv(await readDownload(await downloading))
  expect(rows.map((row) => row[header?.indexOf('name') ?? -1])).toEqual(['Office files'])
})

it('says what goes before it deletes, and wants the name of what cannot come back', async () => {
  await page.goto(`${hub.url}/admin/companies`)
  await link(COMPANY).click()
  await button('Disable').click()
  await dialog().getByRole('button', { name: 'Disable' }).click()
  await button('Enable').waitFor()
  await button('Enable').click()
  await button('Disable').waitFor()
  await button('Delete').click()
  await dialog().getByText('1 computer').waitFor()
  await dialog().getByText('1 restore point').waitFor()
  await expectAccessible(page)
  const confirm = dialog().getByRole('button', { name: 'Delete company' })
  expect(await confirm.isDisabled()).toBe(true)
  await dialog().getByLabel(/^Type/).fill(COMPANY)
  await confirm.click()
  await page.getByRole('heading', { name: 'No companies' }).waitFor()
})

it('never broke its own security policy, nor threw', () => {
  expect(errors).toEqual([])
})
