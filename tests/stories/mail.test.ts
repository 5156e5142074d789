/** Mail from end to end, against mail servers that run in the test. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { user } from '../../worker/contract/accounts/users.ts'
import { activityLog } from '../../worker/contract/event-logs/activity-logs.ts'
import { company as companySchema } from '../../worker/contract/organizations/companies.ts'
import {
  type Mail,
  mail,
  notificationSettings,
  testSmtpSettingsResponse,
} from '../../worker/contract/organizations/configuration-mail.ts'
import { provider } from '../../worker/contract/organizations/organizations.ts'
import { type LocalCertificate, makeLocalCertificate } from '../support/certificate.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { aCompany, aReseller, PASSWORD } from '../support/organization-builders.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

const USER = 'sender@provider.example'
const SECRET = 'a secret of the mail server: ÄÖ%'

let folder: string
let holdfast: TestConsole
let admin: RestClient
let providerUid: string
let certificate: LocalCertificate
/** TLS from the first byte, with a user; STARTTLS, with a user; a certificate that nobody trusts. */
let tlsServer: MailServer
let startTlsServer: MailServer
let strangeServer: MailServer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-mail-'))
  certificate = makeLocalCertificate('localhost')
  writeFileSync(join(folder, 'trusted.pem'), certificate.certificate)
  const users = { [USER]: SECRET }
  ;[holdfast, tlsServer, startTlsServer, strangeServer] = await Promise.all([
    // The only way to have the local runtime trust a certificate of one's own.
    startConsole({ env: { NODE_EXTRA_CA_CERTS: join(folder, 'trusted.pem') } }),
    startMailServer({ isTlsOnConnect: true, certificate, users }),
    startMailServer({ certificate, users }),
    startMailServer({ isTlsOnConnect: true, certificate: makeLocalCertificate('somebody else'), users }),
  ])
  admin = restClient(holdfast.url, await holdfast.token())
  providerUid = one(provider, await admin.get('/organizations/provider')).instanceUid
})
afterAll(async () => {
  await holdfast.dispose()
  await Promise.all([tlsServer, startTlsServer, strangeServer].map((server) => server.close()))
  rmSync(folder, { recursive: true })
})

function settings(server: MailServer, members: object = {}) {
  return {
    serverAddress: `127.0.0.1:${server.port}`,
    tlsMode: 'sslOnConnect',
    timeout: '00:00:10',
    passwordCredential: { userName: USER, password: SECRET },
    ...members,
  }
}

const configuration = (uid: string) => `/organizations/${uid}/configuration/notification`

async function tryServer(server: MailServer, members: object = {}) {
  const body = settings(server, members)
  return one(testSmtpSettingsResponse, await admin.post(`${configuration(providerUid)}/smtp/test`, body))
}

async function mailTo(recipient: string, organizationUid = providerUid): Promise<Mail | undefined> {
  const body = await admin.get(`/organizations/${organizationUid}/mails`, { includeManaged: true })
  return many(mail, body).find((item) => item.recipient === recipient)
}

function untilStatus(recipient: string, status: Mail['status'], withReply = /./): Promise<Mail> {
  return until(`the mail to ${recipient} is ${status}`, async () => {
    const found = await mailTo(recipient)
    return found?.status === status && withReply.test(found.lastReply ?? '') ? found : undefined
  })
}

/** A company whose owner is written to at the address. */
async function aCompanyAt(name: string, email: string, resellerUid?: string) {
  const company = await aCompany(admin, { name, ...(resellerUid === undefined ? {} : { resellerUid }) })
  await admin.patch(`/organizations/${company.instanceUid}`, [{ op: 'replace', path: '/email', value: email }])
  const [owner] = many(
    user,
    await admin.get('/users', {
      filter: [{ property: 'organizationUid', operation: 'equals', value: company.instanceUid }],
    }),
  )
  await admin.patch(`/users/${owner?.instanceUid}`, [{ op: 'replace', path: '/profile/email', value: email }])
  return company
}

async function welcome(companyUid: string, password: string | null = null): Promise<void> {
  await admin.post(`/organizations/companies/${companyUid}/welcomeEmail`, { password })
}

describe('without a mail server', () => {
  test('a local console keeps mail in its state folder and never prints it', async () => {
    const company = await aCompanyAt('Kept', 'kept@example.com')
    await welcome(company.instanceUid, 'first-password-7')
    expect(await untilStatus('kept@example.com', 'sent')).toMatchObject({ way: 'log', attempts: 1 })
    const folder = join(holdfast.stateFolder, 'mails')
    const [text = '', ...others] = await until('the file is there', () => {
      const names = readdirSync(folder).filter((name) =>
        readFileSync(join(folder, name), 'utf8').includes('Password: first-password-7'),
      )
      return names.length > 0 ? names : undefined
    })
    expect(others).toEqual([])
    expect(holdfast.output()).toContain(text)
    expect(holdfast.output()).not.toContain('first-password-7')
  })
})

describe('the test of a mail server', () => {
  test('tells good settings from a wrong password, a wrong port and a certificate that nobody trusts', async () => {
    expect(await tryServer(tlsServer)).toMatchObject({ result: 'Ok', serverCertificate: null })
    expect(await tryServer(startTlsServer, { tlsMode: 'startTls' })).toMatchObject({ result: 'Ok' })
    expect(await tryServer(startTlsServer, { tlsMode: 'auto' })).toMatchObject({ result: 'Ok' })
    const wrong = { passwordCredential: { userName: USER, password: 'wrong', saslMechanism: 'LOGIN' } }
    const refused = await tryServer(tlsServer, wrong)
    expect(refused).toMatchObject({ result: 'AuthenticationError', error: { code: 535, type: 'security' } })
    expect(JSON.stringify(refused)).not.toContain('wrong"')
    expect(await tryServer(tlsServer, { serverAddress: '127.0.0.1:1' })).toMatchObject({ result: 'ConnectionError' })
    expect(await tryServer(strangeServer)).toMatchObject({ result: 'ConnectionError' })
    expect(strangeServer.received).toEqual([])
  })

  test('signs in with the token of a mail service', async () => {
    const server = await startMailServer({ certificate, isTlsOnConnect: true, tokens: { [USER]: 'ya29.token' } })
    const oAuth2Credential = {
      clientSettings: { kind: 'Google', clientId: 'x' },
      userId: USER,
      accessToken: 'ya29.token',
      accessTokenExpiration: new Date(Date.now() + 3_600_000).toISOString(),
      refreshToken: '1//refresh',
    }
    const withToken = (members: object) =>
      tryServer(server, { passwordCredential: null, oAuth2Credential: { ...oAuth2Credential, ...members } })
    const accepted = await withToken({})
    expect(accepted.result).toBe('Ok')
    expect(JSON.stringify(accepted)).not.toMatch(/ya29|1\/\/refresh/)
    expect(await withToken({ accessToken: 'ya29.other' })).toMatchObject({ result: 'AuthenticationError' })
    await server.close()
  })

  test('sends no password unencrypted unless that is asked for', async () => {
    const plain = await startMailServer({ users: { [USER]: SECRET }, disabledCommands: ['STARTTLS'] })
    const refused = await tryServer(plain, { tlsMode: 'startTlsWhenAvailable' })
    expect(refused).toMatchObject({ result: 'ConnectionError' })
    expect(refused.error?.message).toContain('no encryption')
    expect(await tryServer(plain, { tlsMode: 'none' })).toMatchObject({ result: 'Ok' })
    await plain.close()
  })

  test.each([
    ['serverAddress', { serverAddress: 'smtp://mail' }],
    ['timeout', { timeout: '00:06:00' }],
    ['passwordCredential.saslMechanism', { passwordCredential: { userName: 'u', saslMechanism: 'CRAM-MD5' } }],
    ['exclusivelyAcceptedCertificateHash', { exclusivelyAcceptedCertificateHash: 'ab' }],
  ])('names %s when it cannot be', async (property, members) => {
    const answer = await admin.call('POST', `${configuration(providerUid)}/smtp/test`, {
      body: settings(tlsServer, members),
    })
    expect(answer, answer.text).toMatchObject({ status: 400 })
    expect(answer.json?.errors?.[0]).toMatchObject({ propertyName: property })
  })
})

describe('the settings', () => {
  test('are kept without showing the password, which follows no change of the server', async () => {
    const patched = one(
      notificationSettings,
      await admin.patch(configuration(providerUid), [
        { op: 'replace', path: '/smtp', value: settings(tlsServer) },
        { op: 'replace', path: '/defaultFrom', value: 'backup@provider.example' },
      ]),
    )
    expect(patched).toMatchObject({ mailWay: 'smtp', smtp: { passwordCredential: { userName: USER, password: null } } })
    const shown = await admin.get(configuration(providerUid))
    expect(JSON.stringify(shown)).not.toContain('secret of the mail')
    const body = { from: 'x@provider.example', to: 'y@example.com' }
    await admin.post(`${configuration(providerUid)}/test`, body)
    expect(await tlsServer.untilReceived('y@example.com')).toMatchObject({ from: 'x@provider.example', isSecure: true })

    const stolen = await admin.call('PATCH', configuration(providerUid), {
      body: [{ op: 'replace', path: '/smtp/serverAddress', value: `127.0.0.1:${startTlsServer.port}` }],
    })
    expect(stolen).toMatchObject({ status: 400 })
    expect(stolen.json?.errors?.[0]?.propertyName).toBe('smtp.passwordCredential.password')
    await admin.patch(configuration(providerUid), [{ op: 'replace', path: '/smtp/timeout', value: 'PT5S' }])
    expect(
      one(testSmtpSettingsResponse, await admin.post(`${configuration(providerUid)}/smtp/test`, 'null')),
    ).toMatchObject({
      result: 'Ok',
      smtpSettings: { timeout: '00:00:05' },
    })
  })

  test('let no value begin a header, and carry letters of every script', async () => {
    const send = (body: object) => admin.call('POST', `${configuration(providerUid)}/test`, { body })
    const injected = { from: 'a@b.example', to: 'c@d.example', senderName: 'A\r\nBcc: e@f.example' }
    expect((await send(injected)).status).toBe(400)
    expect((await send({ ...injected, senderName: null, to: 'c@d.example\r\nRCPT TO:<e@f.example>' })).status).toBe(400)
    expect((await send({ ...injected, senderName: null, from: 'a@b.example>' })).status).toBe(400)
    const senderName = 'Bäckerei "Ärger" \\ 備份服務 🛟 — a name that is much longer than a line of a header may be'
    await admin.post(`${configuration(providerUid)}/test`, { from: 'a@b.example', to: 'c@bücher.example', senderName })
    const received = await tlsServer.untilReceived('c@bücher.example')
    expect(received.parsed.from?.value).toEqual([{ address: 'a@b.example', name: senderName }])
    expect(Math.max(...received.raw.split('\r\n').map((line) => line.length))).toBeLessThan(79)
    expect(received.raw).toMatch(/^[\r\n\x20-\x7e]*$/)
    expect(received.raw).toContain('To: c@xn--bcher-kva.example')
  })
})

describe('a welcome mail', () => {
  test("comes in the brand of the company's reseller, by the provider's server, with own words made harmless", async () => {
    const north = await aReseller(admin, 'North')
    const boss = await signIn(holdfast.url, 'North\\boss', PASSWORD)
    await boss.patch(`/organizations/${north.instanceUid}/configuration/branding`, [
      { op: 'replace', path: '/portalName', value: 'North <Cloud> & Söhne' },
      { op: 'replace', path: '/portalColorTheme', value: 'Green' },
    ])
    await boss.patch(configuration(north.instanceUid), [
      { op: 'add', path: 'defaultFrom', value: 'help@north.example' },
    ])
    const words =
      '<p>Dear <b>%company%</b>,<script>alert(1)</script> see <a href="javascript:x" onclick="y">this</a> or <a href="https://north.example/?a=1&b=2">that</a>.<img src="https://t.example/p.gif">'
    await boss.patch(
      `${configuration(north.instanceUid)}/welcomeEmail?organizationType=Company&organizationScope=ChildObjects`,
      [{ op: 'replace', path: '/emailContent', value: words }],
    )
    const company = await aCompanyAt('<Müller> & Co', 'owner@mueller.example', north.instanceUid)
    await welcome(company.instanceUid, 'first <password> 7')
    const { parsed, from, isSecure, userName } = await tlsServer.untilReceived('owner@mueller.example')
    expect({ from, isSecure, userName }).toEqual({ from: 'backup@provider.example', isSecure: true, userName: USER })
    expect(parsed.subject).toBe('Welcome to North <Cloud> & Söhne')
    expect(parsed.from?.value).toEqual([{ address: 'backup@provider.example', name: 'North <Cloud> & Söhne' }])
    expect(parsed.replyTo?.value).toEqual([{ address: 'help@north.example', name: '' }])
    expect(parsed.text).toContain('User name: <Müller> & Co\\owner')
    expect(parsed.text).toContain('Password: first <password> 7')
    expect(parsed.text).toContain('Dear <Müller> & Co, see this or that (https://north.example/?a=1&b=2).')
    const html = String(parsed.html)
    expect(html).toContain('<b>&lt;Müller&gt; &amp; Co</b>')
    expect(html).toContain('first &lt;password&gt; 7')
    expect(html).toContain('<a href="https://north.example/?a=1&amp;b=2">that</a>')
    expect(html).not.toMatch(/<script|javascript:|onclick|<img|alert/)
    const queued = await admin.get(`/organizations/${north.instanceUid}/mails`, { includeManaged: true })
    expect(JSON.stringify(queued)).not.toContain('first')
    expect(many(mail, queued).filter(({ template }) => template === 'welcomeCompany')).toMatchObject([
      { recipient: 'owner@mueller.example', status: 'sent', way: 'smtp' },
    ])
    expect(many(mail, await boss.get(`/organizations/${north.instanceUid}/mails`))).toEqual([])
    const owner = await signIn(holdfast.url, '<Müller> & Co\\owner', PASSWORD)
    expect((await owner.call('GET', `/organizations/${company.instanceUid}/mails`)).status).toBe(403)
  })
})

describe('the language of an organization', () => {
  const set = (value: unknown) => [{ op: 'replace', path: '/language', value }]

  test('is that of mails to everybody below it who has not chosen another one', async () => {
    const south = await aReseller(admin, 'South')
    const boss = await signIn(holdfast.url, 'South\\boss', PASSWORD)
    const path = configuration(south.instanceUid)
    expect(one(notificationSettings, await boss.get(path)).language).toBeNull()
    expect(one(notificationSettings, await boss.patch(path, set('de'))).language).toBe('de')
    const company = await aCompanyAt('Bäckerei', 'owner@baeckerei.example', south.instanceUid)
    const forgotten = { userName: 'Bäckerei\\owner', email: 'owner@baeckerei.example' }
    await restClient(holdfast.url, null).post('/users/resetpassword', forgotten)
    const german = await tlsServer.untilReceived('owner@baeckerei.example')
    expect(german.parsed.subject).toBe('Holdfast: Neues Passwort festlegen')
    expect(german.parsed.headers.get('content-language')).toBe('de')
    expect(german.parsed.text).toContain('hoffentlich Sie selbst, hat ein neues Passwort für den Benutzer')
    expect(german.parsed.html).toContain('<html lang="de">')
    const code = /#resetPassword=(hfp_[\w-]+)/.exec(german.parsed.text ?? '')?.[1]
    const body = { code, newPassword: 'another one of the owner 8' }
    expect((await restClient(holdfast.url, null).call('PUT', '/users/resetpassword', { body })).status).toBe(200)
    const changed = await tlsServer.untilReceived('owner@baeckerei.example', 2)
    expect(changed.parsed.subject).toBe('Holdfast: Ihr Passwort wurde geändert')
    await boss.post(`${path}/test`, { from: 'boss@south.example', to: 'tried@south.example' })
    expect((await tlsServer.untilReceived('tried@south.example')).parsed.text).toContain('E-Mail-Einstellungen')
    await admin.patch(configuration(company.instanceUid), set('fr'))
    await welcome(company.instanceUid)
    const french = await tlsServer.untilReceived('owner@baeckerei.example', 3)
    expect(french.parsed.subject).toBe('Bienvenue dans Holdfast')
    expect(french.parsed.text).toContain('Vous pouvez désormais gérer Bäckerei dans Holdfast.')
    const edited = many(activityLog, await boss.get('/eventLogs/activityLogs')).filter(
      ({ eventKind, organizationUid }) => eventKind === 'MailSettingsEdited' && organizationUid === south.instanceUid,
    )
    expect(edited.map(({ changes }) => changes)).toEqual([[{ property: 'language', from: null, to: 'de' }]])
  })

  test.each(['it', 'de-AT', 7])('cannot be %j', async (value) => {
    const answer = await admin.call('PATCH', configuration(providerUid), { body: set(value) })
    expect(answer, answer.text).toMatchObject({ status: 400 })
    expect(answer.json?.errors?.[0]?.message).toBe('"language" must be one of de, en, es, fr.')
  })
})

describe('somebody who has no password yet', () => {
  test('sets the first one by the link of the welcome mail or of an invitation, once', async () => {
    const body = {
      organizationInput: { name: 'Fresh', email: 'fresh@example.com' },
      ownerCredentials: { userName: 'owner' },
      isRestAccessEnabled: true,
    }
    const fresh = one(companySchema, await admin.post('/organizations/companies', body))
    await welcome(fresh.instanceUid)
    const invited = one(
      user,
      await admin.post('/users', {
        organizationUid: fresh.instanceUid,
        role: 'CompanyAdministrator',
        profile: { email: 'second@example.com' },
        credentials: { userName: 'second', password: '' },
      }),
    )
    await admin.post(`/users/${invited.instanceUid}/welcomeEmail`)
    for (const [address, userName] of [
      ['fresh@example.com', 'Fresh\\owner'],
      ['second@example.com', 'Fresh\\second'],
    ] as const) {
      const { parsed } = await tlsServer.untilReceived(address)
      expect(parsed.text).toContain(`User name: ${userName}`)
      const code = /#resetPassword=(hfp_[\w-]+)/.exec(parsed.text ?? '')?.[1]
      const set = () =>
        restClient(holdfast.url, null).call('PUT', '/users/resetpassword', { body: { code, newPassword: PASSWORD } })
      const answer = await set()
      expect(answer.status, answer.text).toBe(200)
      expect((await set()).status).toBe(400)
      await signIn(holdfast.url, userName, PASSWORD)
    }
    await admin.post(`/users/${invited.instanceUid}/welcomeEmail`)
    const again = await tlsServer.untilReceived('second@example.com', 2)
    expect(again.parsed.text).not.toContain('resetPassword')
  })
})

describe('the queue', () => {
  test('tries again what was put off or broken off, and shows what bounced', async () => {
    tlsServer.behave('grey@example.com', { code: 451, text: 'Greylisted, come back' }, 'take')
    tlsServer.behave('broken@example.com', 'break', 'take')
    tlsServer.behave('nobody@example.com', { code: 550, text: 'No such mailbox' })
    for (const name of ['grey', 'broken', 'nobody'])
      await welcome((await aCompanyAt(`At ${name}`, `${name}@example.com`)).instanceUid)
    const bounced = await untilStatus('nobody@example.com', 'failed')
    expect(bounced).toMatchObject({
      attempts: 1,
      nextAttemptTime: null,
      lastReply: expect.stringContaining('550 No such'),
    })
    for (const name of ['grey', 'broken']) {
      const tried = await until(`the mail to ${name} was tried`, async () => {
        const found = await mailTo(`${name}@example.com`)
        return found !== undefined && found.lastReply !== null ? found : undefined
      })
      // On a slow machine it may have been tried again by itself.
      if (tried.status === 'deferred')
        await admin.call('POST', `/organizations/${providerUid}/mails/${tried.instanceUid}/retry`)
      expect(await untilStatus(`${name}@example.com`, 'sent')).toMatchObject({ attempts: 2 })
      expect(tlsServer.received.filter(({ to }) => to.includes(`${name}@example.com`))).toHaveLength(1)
    }
    tlsServer.behave('nobody@example.com', 'take')
    await admin.post(`/organizations/${bounced.organizationUid}/mails/${bounced.instanceUid}/retry`)
    const sent = await untilStatus('nobody@example.com', 'sent')
    const again = await admin.call('POST', `/organizations/${providerUid}/mails/${sent.instanceUid}/retry`)
    expect(again).toMatchObject({ status: 409 })
  })

  test('survives the end of the whole console in the middle of a mail', async () => {
    tlsServer.behave('killed@example.com', 'hang', 'take')
    const company = await aCompanyAt('Killed', 'killed@example.com')
    await welcome(company.instanceUid, 'kept over the end 7')
    await until('the mail is on its way', () => tlsServer.attempts('killed@example.com') || undefined)
    await holdfast.kill()
    await holdfast.start()
    admin = restClient(holdfast.url, await holdfast.token())
    const { parsed } = await tlsServer.untilReceived('killed@example.com')
    expect(parsed.text).toContain('kept over the end 7')
    expect(await untilStatus('killed@example.com', 'sent')).toMatchObject({ attempts: 2 })
    expect(tlsServer.received.filter(({ to }) => to.includes('killed@example.com'))).toHaveLength(1)
  })
})
