/** What an organization sets for itself: brand, sign-in address, welcome words, deployment, alarms, security token. */
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { company as companySchema } from '../../worker/contract/organizations/companies.ts'
import { autoDeploymentSettings } from '../../worker/contract/organizations/configuration.ts'
import {
  brandingSettings,
  organizationLoginUrl,
  publicBrand,
} from '../../worker/contract/organizations/configuration-branding.ts'
import { customWelcomeEmailTemplate } from '../../worker/contract/organizations/configuration-welcome.ts'
import { provider } from '../../worker/contract/organizations/organizations.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aCompany, aReseller, PASSWORD, UNKNOWN_UID } from '../support/organization-builders.ts'
import { aHost, knock } from '../support/paper-agent.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { anEnrolmentToken } from '../support/tenancy.ts'

let holdfast: TestConsole
let admin: RestClient
let boss: RestClient
let nobody: RestClient
let providerUid: string
let northUid: string
let acmeUid: string

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
  nobody = restClient(holdfast.url, null)
  providerUid = one(provider, await admin.get('/organizations/provider')).instanceUid
  northUid = (await aReseller(admin, 'North')).instanceUid
  acmeUid = (await aCompany(admin, { name: 'Acme', alias: 'acme', resellerUid: northUid })).instanceUid
  boss = await signIn(holdfast.url, 'North\\boss', PASSWORD)
})
afterAll(() => holdfast.dispose())

const configuration = (uid: string, name: string) => `/organizations/${uid}/configuration/${name}`
const set = (path: string, value: unknown) => [{ op: 'replace', path, value }]

/** A real picture: one colour. */
function aPng(width: number, height: number): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(content.length)
    checksum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, checksum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

async function brandOf(query: Record<string, string>) {
  return one(publicBrand, await nobody.get('/branding', query))
}

describe('the brand', () => {
  test('is inherited member by member, and shown to visitors who have not signed in', async () => {
    await admin.patch(configuration(providerUid, 'branding'), [
      ...set('portalName', 'Big Backup'),
      ...set('/accentColor', '#AA5500'),
    ])
    await boss.patch(configuration(northUid, 'branding'), set('/PortalColorTheme', 'Turquoise'))
    expect(await brandOf({})).toMatchObject({
      portalName: 'Big Backup',
      portalColorTheme: 'Blue',
      accentColor: '#AA5500',
    })
    expect(await brandOf({ organization: 'ACME' })).toMatchObject({
      portalName: 'Big Backup',
      portalColorTheme: 'Turquoise',
      accentColor: null,
    })
    expect(await brandOf({ organization: 'nobody' })).toEqual(await brandOf({}))
    const back = await boss.patch(configuration(northUid, 'branding'), [{ op: 'remove', path: '/portalColorTheme' }])
    expect(one(brandingSettings, back)).toMatchObject({ portalColorTheme: 'Blue', accentColor: '#AA5500' })
  })

  test('has images, which anybody may load for ever and nobody can make run', async () => {
    const path = `${configuration(northUid, 'branding')}/images/portalLogo`
    const put = (content: string) => boss.call('PUT', path, { body: { content } })
    const content = aPng(200, 30).toString('base64')
    const answer = await put(content)
    expect(answer.status, answer.text).toBe(200)
    const { images } = await brandOf({ organization: 'acme' })
    expect(images.loginLogo).toBeNull()
    const image = await fetch(holdfast.url + images.portalLogo)
    expect(Buffer.from(await image.arrayBuffer()).toString('base64')).toBe(content)
    expect(image.headers.get('Content-Type')).toBe('image/png')
    expect(image.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(image.headers.get('Cache-Control')).toContain('immutable')
    for (const [wrong, reason] of [
      [aPng(200, 33).toString('base64'), 'at most 400 × 32 pixels'],
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64'), 'must be a PNG file'],
      ['???', 'must be base64'],
    ] as const) {
      const refused = await put(wrong)
      expect(refused.status).toBe(400)
      expect(refused.json?.errors?.[0]).toMatchObject({
        propertyName: 'content',
        message: expect.stringContaining(reason),
      })
    }
    await put(aPng(100, 30).toString('base64'))
    const newer = await brandOf({ organization: 'acme' })
    expect(newer.images.portalLogo).not.toBe(images.portalLogo)
    expect((await fetch(holdfast.url + images.portalLogo)).status).toBe(404)
    await boss.delete(path)
    expect((await brandOf({ organization: 'acme' })).images.portalLogo).toBeNull()
    expect((await boss.call('DELETE', `${configuration(northUid, 'branding')}/images/other`)).status).toBe(404)
  })

  test('of the provider can be kept for everybody', async () => {
    const policy = (value: string) =>
      admin.patch(configuration(providerUid, 'branding'), set('/managedOrganizationsBrandingPolicy', value))
    await boss.patch(configuration(northUid, 'branding'), set('/portalName', 'North Backup'))
    await policy('ForceInheritance')
    expect(await brandOf({ organization: 'North' })).toMatchObject({ portalName: 'Big Backup' })
    const refused = await boss.call('PATCH', configuration(northUid, 'branding'), { body: set('/portalName', 'Mine') })
    expect(refused.status).toBe(409)
    expect(one(brandingSettings, await boss.get(configuration(northUid, 'branding')))).toMatchObject({
      isCustomizationAllowed: false,
      managedOrganizationsBrandingPolicy: 'ForceInheritance',
    })
    await policy('AllowCustomization')
    expect(await brandOf({ organization: 'North' })).toMatchObject({ portalName: 'North Backup' })
  })

  test.each([
    ['/portalColorTheme', 'Purple'],
    ['/portalColorTheme', 'Unknown'],
    ['/accentColor', 'red;}'],
    ['/portalName', 'a\u0007b'],
    ['/images/portalLogo', '/x.png'],
  ])('refuses %s %j', async (path, value) => {
    const refused = await boss.call('PATCH', configuration(northUid, 'branding'), { body: set(path, value) })
    expect(refused.status).toBe(400)
  })
})

describe('the sign-in address', () => {
  const put = (client: RestClient, uid: string, loginUrl: string) =>
    client.call('PUT', configuration(uid, 'loginUrl'), { query: { loginUrl } })
  const get = async (uid: string) => one(organizationLoginUrl, await admin.get(configuration(uid, 'loginUrl')))

  test('is inherited, set, taken once, shown with the company, and given back', async () => {
    expect(await get(acmeUid)).toEqual({
      loginUrl: holdfast.url,
      loginUrlIsInherited: true,
      loginUrlSuggestion: `${holdfast.url}/?organization=acme`,
    })
    expect((await put(boss, northUid, 'Backup.North.example/')).json?.data).toBe('https://backup.north.example')
    expect(await get(acmeUid)).toMatchObject({ loginUrl: 'https://backup.north.example', loginUrlIsInherited: true })
    const taken = await put(boss, acmeUid, 'https://BACKUP.north.example')
    expect(taken).toMatchObject({ status: 409 })
    expect(taken.json?.errors?.[0]).toMatchObject({ code: 1000 })
    expect((await put(boss, acmeUid, 'https://acme.example/portal')).status).toBe(400)
    await put(boss, acmeUid, 'https://acme.example')
    expect(one(companySchema, await admin.get(`/organizations/companies/${acmeUid}`)).loginUrl).toBe(
      'https://acme.example',
    )
    expect((await brandOf({ host: 'Acme.example' })).portalName).toBe('North Backup')
    const xml = await boss.text(configuration(acmeUid, 'loginUrl'), 'application/xml')
    expect(xml.text).toContain('<loginUrl>https://acme.example</loginUrl>')
    expect((await put(boss, acmeUid, '')).json?.data).toBe('https://backup.north.example')
    expect((await put(boss, providerUid, 'https://x.example')).status).toBe(404)
  })
})

describe('the words of a welcome mail', () => {
  const path = (uid: string, query = '') => `${configuration(uid, 'notification')}/welcomeEmail${query}`

  test('belong to one organization or to those it manages, and can be taken back', async () => {
    const missing = { organizationUid: northUid, organizationType: 'Company', organizationScope: 'ChildObjects' }
    const initial = await boss.get(path(northUid), { organizationType: 'Company' })
    expect(one(customWelcomeEmailTemplate, initial)).toEqual({
      ...missing,
      emailContent: null,
      showSelfServiceSection: true,
      isDefault: true,
    })
    const made = { ...missing, emailContent: '<p>Hello</p>', showSelfServiceSection: false, isDefault: false }
    expect(one(customWelcomeEmailTemplate, await boss.post(path(northUid), made))).toEqual(made)
    expect((await boss.call('POST', path(northUid), { body: made })).status).toBe(409)
    const query = '?organizationType=Company&organizationScope=ChildObjects'
    await boss.patch(path(northUid, query), set('/emailContent', 'Hi'))
    await admin.post(path(acmeUid), { emailContent: 'Only Acme' })
    const listed = many(
      customWelcomeEmailTemplate,
      await boss.get('/organizations/configuration/notification/welcomeEmails'),
    )
    expect(listed.map(({ emailContent }) => emailContent).sort()).toEqual(['Hi', 'Only Acme'])
    const filter = { organizationScope: 'CurrentObject' }
    const own = await boss.get('/organizations/configuration/notification/welcomeEmails', filter)
    expect(many(customWelcomeEmailTemplate, own)).toMatchObject([{ organizationUid: acmeUid }])
    await boss.patch(path(northUid, query), set('/isDefault', true))
    expect(
      one(customWelcomeEmailTemplate, await boss.get(path(northUid), { organizationType: 'Company' })),
    ).toMatchObject({
      isDefault: true,
      emailContent: null,
    })
  })

  test('are for what the organization is or manages', async () => {
    const refused = await boss.call('GET', path(acmeUid), { query: { organizationType: 'Reseller' } })
    expect(refused.status).toBe(400)
    expect((await boss.call('GET', path(providerUid), { query: { organizationType: 'Company' } })).status).toBe(404)
  })

  test('reach nobody without an address', async () => {
    const lonely = await aReseller(admin, 'Lonely')
    const answer = await admin.call('POST', `/organizations/resellers/${lonely.instanceUid}/welcomeEmail`, {
      body: { password: null },
    })
    expect(answer).toMatchObject({ status: 409 })
  })
})

describe('automatic deployment', () => {
  test('has defaults, limits and no policy that does not exist', async () => {
    const path = configuration(acmeUid, 'autodeployment')
    expect(one(autoDeploymentSettings, await admin.get(path))).toMatchObject({
      organizationUid: acmeUid,
      isEnabled: false,
      acceptNewConnections: true,
      retryCount: 3,
      retryInterval: 7,
      backupAgentSettings: { throttleBackupActivity: true },
    })
    const patched = await admin.patch(path, [
      ...set('/isEnabled', true),
      ...set('/backupAgentSettings/limitBandwidthConsumption', true),
      ...set('/backupAgentSettings/bandwidthSpeedLimit', '10'),
    ])
    expect(one(autoDeploymentSettings, patched)).toMatchObject({
      isEnabled: true,
      backupAgentSettings: { limitBandwidthConsumption: true, bandwidthSpeedLimit: 10 },
    })
    expect(one(autoDeploymentSettings, await admin.get(path))).toEqual(one(autoDeploymentSettings, patched))
    for (const [member, value] of [
      ['/linuxBackupPolicyUid', UNKNOWN_UID],
      ['/retryCount', 0],
      ['/organizationUid', acmeUid],
    ] as const)
      expect((await admin.call('PATCH', path, { body: set(member, value) })).status).toBe(400)
  })
})

describe('a company that accepts no new connections', () => {
  test('has every computer wait for a person, whatever its installer', async () => {
    const path = configuration(acmeUid, 'autodeployment')
    const token = await anEnrolmentToken(admin, { organizationUid: acmeUid })
    await admin.patch(path, set('/acceptNewConnections', false))
    expect((await knock(holdfast.url, aHost('waits'), token)).status).toBe('unverified')
    await admin.patch(path, set('/acceptNewConnections', true))
    expect((await knock(holdfast.url, aHost('enters'), token)).status).toBe('enrolled')
  })
})

describe('alarms', () => {
  test('are detected or not, as the company shows', async () => {
    const isDetected = async () =>
      one(companySchema, await admin.get(`/organizations/companies/${acmeUid}`)).isAlarmDetectEnabled
    await boss.post(`${configuration(acmeUid, 'alarms')}/enable`)
    expect(await isDetected()).toBe(true)
    await boss.post(`${configuration(acmeUid, 'alarms')}/disable`)
    expect(await isDetected()).toBe(false)
    const page = await boss.get(configuration(acmeUid, 'alarms'))
    expect(page).toMatchObject({ data: [], meta: { pagingInfo: { total: 0 } } })
  })
})

describe('the security token', () => {
  test('takes their effect from installers that were handed out, and from no others', async () => {
    const other = await aCompany(admin, { name: 'Other' })
    const [old, foreign] = [
      await anEnrolmentToken(admin, { organizationUid: acmeUid }),
      await anEnrolmentToken(admin, { organizationUid: other.instanceUid }),
    ]
    expect(await knock(holdfast.url, aHost('before'), old)).toMatchObject({ status: 'enrolled' })
    await boss.post(configuration(acmeUid, 'refreshsecuritytoken'))
    expect((await knock(holdfast.url, aHost('after'), old)).status).toBe('unverified')
    expect(await knock(holdfast.url, aHost('foreign'), foreign)).toMatchObject({ status: 'enrolled' })
    const fresh = await anEnrolmentToken(admin, { organizationUid: acmeUid })
    expect(await knock(holdfast.url, aHost('fresh'), fresh)).toMatchObject({ status: 'enrolled' })
  })
})

describe('sign-in at a mail service by OAuth 2.0', () => {
  const path = () => `${configuration(northUid, 'notification')}/oauth2/signin`
  const begin = (client: RestClient, members: object = {}) =>
    client.call('POST', path(), {
      body: {
        clientSettings: { kind: 'Azure', clientId: 'client-1', clientSecret: 'hush', tenantId: 'north.example' },
        redirectUrl: 'https://console.example/admin/mail',
        state: 'state-1',
        ...members,
      },
    })
  const complete = (client: RestClient, query: Record<string, string>) =>
    client.call('GET', `${path()}/completion`, { query })

  test('leads to the service, and takes back only what the same user began, once', async () => {
    const begun = await begin(boss)
    expect(begun.status, begun.text).toBe(200)
    expect(begun.text).not.toContain('hush')
    const { location } = one(
      z.object({ location: z.string(), navigationMode: z.literal('redirect') }),
      begun.json ?? { data: null },
    )
    const target = new URL(location)
    expect(target.origin + target.pathname).toBe(
      'https://login.microsoftonline.com/north.example/oauth2/v2.0/authorize',
    )
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      client_id: 'client-1',
      redirect_uri: 'https://console.example/admin/mail',
      response_type: 'code',
      scope: expect.stringContaining('SMTP.Send offline_access'),
      state: 'state-1',
      code_challenge_method: 'S256',
    })
    const denied = { error: 'access_denied', error_description: 'No', state: 'state-1' }
    expect((await complete(admin, denied)).status).toBe(404)
    expect((await complete(boss, { ...denied, state: 'state-2' })).status).toBe(404)
    const refused = await complete(boss, denied)
    expect(refused).toMatchObject({ status: 409 })
    expect(refused.json?.errors?.[0]?.message).toContain('access_denied: No')
    expect((await complete(boss, denied)).status).toBe(404)
  })

  test.each([
    ['redirectUrl', { redirectUrl: 'http://elsewhere.example' }],
    ['clientSettings.tenantId', { clientSettings: { kind: 'Azure', clientId: 'x', tenantId: '../x' } }],
    ['clientSettings.clientId', { clientSettings: { kind: 'Google', clientId: ' ' } }],
  ])('names %s when it cannot be', async (property, members) => {
    const answer = await begin(boss, members)
    expect(answer).toMatchObject({ status: 400 })
    expect(answer.json?.errors?.[0]).toMatchObject({ propertyName: property })
  })
})
