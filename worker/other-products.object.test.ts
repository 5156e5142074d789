/** What belongs to products that this console does not drive is either an honest empty page, or not there. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { ABSENT, EMPTY } from '../tests/support/other-products.ts'
import { createApp } from './app.ts'
import { newUid } from './db/new-uid.ts'
import { seedAdministrators } from './http/testing-administrator.setup.ts'

const KEY = 'hfk_for-other-products'
const app = createApp()
const context = {
  waitUntil: () => undefined,
  passThroughOnException: () => undefined,
  props: {},
} as unknown as ExecutionContext

async function ask(method: string, path: string, query = '', key: string | null = KEY) {
  const headers = key === null ? {} : { Authorization: `Bearer ${key}` }
  const response = await app.fetch(
    new Request(`https://console.example/api/v3${path}${query}`, { method, headers }),
    env,
    context,
  )
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, text, json: isJson && text !== '' ? JSON.parse(text) : null }
}

function listed(text: string): { method: string; path: string }[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([method = '', path = '']) => ({ method, path: path.replaceAll(/\{\w+\}/g, newUid) }))
}

beforeEach(() => seedAdministrators(KEY))

describe('lists of products that are not driven here', () => {
  it('are all there, and empty', async () => {
    const lists = listed(EMPTY)
    expect(lists).toHaveLength(115)
    for (const { method, path } of lists) {
      const page = { data: [], meta: { pagingInfo: { total: 0, count: 0, offset: 3 } }, errors: null }
      expect([path, (await ask(method, path, '?offset=3&limit=1')).json]).toEqual([path, page])
      expect([path, (await ask(method, path, '', null)).status]).toEqual([path, 401])
    }
  })

  it('can be filtered, sorted, selected from and read as CSV by what their items would have', async () => {
    const path = '/infrastructure/backupServers/jobs/backupVmJobs'
    const fitting = `?filter=[{'property':'_embedded.type','operation':'equals','value':'BackupVm'},{'property':'instanceUid','operation':'equals','value':'x'}]&sort=[{'property':'uniqueUid'}]&select=[{'propertyPath':'uniqueUid'}]&expand=BackupServerJob`
    expect(await ask('GET', path, fitting)).toMatchObject({ status: 200, json: { data: [] } })
    for (const query of [
      `?filter=[{'property':'nonsense','operation':'equals','value':1}]`,
      `?sort=[{'property':'nonsense'}]`,
      `?select=[{'propertyPath':'nonsense'}]`,
      '?limit=0',
      `?filter=assignedForCompany eq 'x'`,
    ])
      expect([query, (await ask('GET', path, query)).status]).toEqual([query, 400])
    const csv = await ask('GET', '/infrastructure/backupServers/vcdServers', '?format=csv')
    expect(csv.text).toBe('instanceUid,backupServerUid,name\r\n')
    expect((await ask('GET', '/infrastructure/vb365Servers/organizations', '?format=csv')).text).toContain('name,type,')
  })
})

describe('operations of products that are not driven here', () => {
  it('are not there', async () => {
    const operations = listed(ABSENT)
    expect(operations).toHaveLength(458)
    for (const { method, path } of operations) {
      const answer = await ask(method, path)
      expect([method, path, answer.status, answer.json?.errors[0]?.code]).toEqual([method, path, 404, 404])
    }
  })
})
