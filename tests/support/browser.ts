/** Chromium as a person uses it: signs in at the console's address, opens pages, and has axe look at each. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const WAIT_MS = 60_000

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.HOLDFAST_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page in a browser profile of its own; every error that it logs is kept. */
export async function openPage(browser: Browser): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_MS)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) {
      errors.push(message.text())
    }
  })
  return { page, errors }
}

export async function signInAt(page: Page, url: string, userName: string, password: string): Promise<void> {
  await page.goto(`${url}/`)
  await page.getByLabel('User name').fill(userName)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Waits for the page's heading, then has axe look for what keeps people out. */
export async function expectAccessible(page: Page, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  const violations: string[] = await page.evaluate(`(async () => {
    const module = { exports: undefined }
    ${AXE}
    const found = await (window.axe ?? module.exports).run(document, { resultTypes: ['violations'] })
    return found.violations.map((each) => each.id + ': ' + each.nodes.map((node) => node.target.join(' ')).join(', '))
  })()`)
  expect(violations, `${page.url()} in ${colorScheme}`).toEqual([])
}
