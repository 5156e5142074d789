import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { anEnrolRequest } from '../../durable-objects/company/testing/builders.setup.ts'
import { seedCompany } from '../../durable-objects/company/testing/directory.setup.ts'
import { sha256Hex } from '../auth/secrets.ts'
import { type EnrolReply, enrolReply, packageList } from '../contract/agent-protocol.ts'
import { newUid } from '../db/new-uid.ts'
import type { AppEnv } from '../http/context.ts'
import { agentApp } from './agent-app.ts'
import { UNVERIFIED_PER_ADDRESS } from './queries.ts'

let addresses = 0

/** The endpoint as one machine reaches it. */
function aMachine(host: Parameters<typeof anEnrolRequest>[0] = {}) {
  addresses++
  const clientAddress = `2001:db8::${addresses.toString(16)}`
  const app = new Hono<AppEnv>()
  app.use(async (c, next) => {
    c.set('clientAddress', clientAddress)
    await next()
  })
  app.route('/agent', agentApp)
  const post = (path: string, body: unknown) =>
    app.request(
      `/agent/v1/${path}`,
      { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) },
      env,
    )
  const read = async (answer: Response): Promise<EnrolReply> => {
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
    return enrolReply.parse(await answer.json())
  }
  const request = anEnrolRequest(host)
  return {
    post,
    request,
    clientAddress,
    get: (path: string, headers: Record<string, string> = {}) => app.request(`/agent/v1/${path}`, { headers }, env),
    enrol: async (token?: string) => read(await post('enrol', token === undefined ? request : { ...request, token })),
    poll: async ({ unverifiedUid, pollSecret }: { unverifiedUid: string; pollSecret: string }) =>
      read(await post('enrol/poll', { unverifiedUid, pollSecret })),
  }
}

async function aToken(
  parts: {
    organizationUid?: string | null
    locationUid?: string | null
    expiresAt?: number
    revokedAt?: number | null
  } = {},
) {
  const token = `hfe_${newUid()}`
  await env.DB.prepare(
    `INSERT INTO enrolment_tokens (token_sha256, organization_uid, location_uid, created_by_user_uid, created_at, expires_at, revoked_at)
     VALUES (?, ?, ?, 'somebody', 0, ?, ?)`,
  )
    .bind(
      await sha256Hex(token),
      parts.organizationUid ?? null,
      parts.locationUid ?? null,
      parts.expiresAt ?? Date.now() + 60_000,
      parts.revokedAt ?? null,
    )
    .run()
  return token
}

async function knocked(machine: ReturnType<typeof aMachine>) {
  const reply = await machine.enrol()
  if (reply.status !== 'unverified') throw new Error(`Not unverified: ${reply.status}`)
  return reply
}

async function accept(unverifiedUid: string, companyUid: string, locationUid: string | null = null): Promise<void> {
  await env.DB.prepare(
    "UPDATE unverified_agents SET status = 'Unverified', accepted_organization_uid = ?, accepted_location_uid = ?, accepted_at = ? WHERE uid = ?",
  )
    .bind(companyUid, locationUid, Date.now(), unverifiedUid)
    .run()
}

describe('POST /agent/v1/enrol', () => {
  it('takes a machine with a valid token into the token’s company and location', async () => {
    const { companyUid, locationUid } = await seedCompany()
    const reply = await aMachine().enrol(await aToken({ organizationUid: companyUid, locationUid }))
    expect(reply).toMatchObject({ status: 'enrolled', companyUid })
    const row = await env.DB.prepare('SELECT location_uid FROM management_agents WHERE organization_uid = ?')
      .bind(companyUid)
      .first()
    expect(row).toEqual({ location_uid: locationUid })
  })

  it('takes it in although the token’s location was removed since', async () => {
    const { companyUid, locationUid } = await seedCompany()
    const gone = newUid()
    await env.DB.prepare(
      "INSERT INTO locations (uid, organization_uid, type, name, name_fold, name_natural, created_at, deleted_at) VALUES (?, ?, 'Custom', 'x', 'x', 'x', 0, 1)",
    )
      .bind(gone, companyUid)
      .run()
    expect(await aMachine().enrol(await aToken({ organizationUid: companyUid, locationUid: gone }))).toMatchObject({
      status: 'enrolled',
    })
    expect(locationUid).not.toBe(gone)
  })

  it('makes a machine with no, an unknown, an expired or a revoked token unverified', async () => {
    const { companyUid } = await seedCompany()
    const tokens = [
      undefined,
      'hfe_unknown',
      await aToken({ organizationUid: companyUid, expiresAt: Date.now() - 1 }),
      await aToken({ organizationUid: companyUid, revokedAt: 1 }),
      await aToken(),
    ]
    for (const token of tokens) expect(await aMachine().enrol(token)).toMatchObject({ status: 'unverified' })
  })

  it('shows an administrator where the machine knocked, and says so in the audit', async () => {
    const { companyUid } = await seedCompany()
    const machine = aMachine({ hostName: 'Büro-PC', platform: 'windows' })
    const reply = await machine.enrol(await aToken({ organizationUid: companyUid, expiresAt: 1 }))
    if (reply.status !== 'unverified') throw new Error(reply.status)
    const row = await env.DB.prepare('SELECT * FROM unverified_agents WHERE uid = ?').bind(reply.unverifiedUid).first()
    expect(row).toMatchObject({
      organization_uid: companyUid,
      host_name: 'Büro-PC',
      host_name_fold: 'büro-pc',
      platform_type: 'Windows',
      client_address: machine.clientAddress,
    })
    expect(JSON.stringify(row)).not.toContain(reply.pollSecret)
    const audit = await env.DB.prepare('SELECT kind, client_address FROM audit_events WHERE target_uid = ?')
      .bind(reply.unverifiedUid)
      .first()
    expect(audit).toEqual({ kind: 'AgentKnocked', client_address: machine.clientAddress })
  })

  it('lets a limited number of machines wait per address, and a machine that knocks again keeps its place', async () => {
    const machine = aMachine()
    const first = await knocked(machine)
    for (let count = 1; count < UNVERIFIED_PER_ADDRESS; count++) {
      expect((await machine.post('enrol', anEnrolRequest())).status).toBe(200)
    }
    const refused = await machine.post('enrol', anEnrolRequest())
    expect(refused.status).toBe(429)
    expect(refused.headers.get('Retry-After')).toBe('3600')
    expect(await knocked(machine)).toMatchObject({ unverifiedUid: first.unverifiedUid })
    expect((await aMachine().enrol()).status).toBe('unverified')
  })

  it('says what is wrong with a body, by field', async () => {
    const { post, request } = aMachine()
    const message = async (body: unknown) => {
      const answer = await post('enrol', body)
      const { errors } = (await answer.json()) as { errors: { message: string }[] }
      return `${answer.status} ${errors[0]?.message}`
    }
    expect(await message('{')).toBe('400 The body is not valid JSON.')
    expect(await message({ ...request, host: { ...request.host, hostName: '' } })).toMatch(/^400 host\.hostName: /)
    expect(await message({ ...request, host: { ...request.host, machineUid: 'x' } })).toMatch(/^400 host\.machineUid: /)
    expect(await message([])).toMatch(/^400 The body is not what was expected: /)
    expect(await message('x'.repeat(70_000))).toBe('413 The body may have at most 65536 bytes.')
  })
})

describe('POST /agent/v1/enrol/poll', () => {
  it('keeps a machine waiting that nobody has accepted', async () => {
    const machine = aMachine()
    const reply = await knocked(machine)
    expect(await machine.poll(reply)).toMatchObject({
      status: 'unverified',
      unverifiedUid: reply.unverifiedUid,
      pollSecret: reply.pollSecret,
    })
  })

  it('enrols one that was accepted, again when the answer was lost, and takes it from the list', async () => {
    const { companyUid, locationUid } = await seedCompany()
    const machine = aMachine()
    const reply = await knocked(machine)
    await accept(reply.unverifiedUid, companyUid, locationUid)
    const first = await machine.poll(reply)
    const second = await machine.poll(reply)
    if (first.status !== 'enrolled' || second.status !== 'enrolled') throw new Error('Not enrolled')
    expect(second.managementAgentUid).toBe(first.managementAgentUid)
    expect(second.credential).not.toBe(first.credential)
    const row = await env.DB.prepare('SELECT status FROM unverified_agents WHERE uid = ?')
      .bind(reply.unverifiedUid)
      .first()
    expect(row).toEqual({ status: 'Enrolled' })
  })

  it('tells the machine, and whoever accepted it, why the company did not take it in', async () => {
    const { companyUid } = await seedCompany()
    const services = { remoteServices: { backupAgentsManagement: { serverAgentsQuota: 0, isQuotaEnforced: true } } }
    await env.DB.prepare('UPDATE organizations SET services = ? WHERE uid = ?')
      .bind(JSON.stringify(services), companyUid)
      .run()
    const machine = aMachine()
    const reply = await knocked(machine)
    await accept(reply.unverifiedUid, companyUid)
    const reason = "The company's quota of 0 server agents is used up."
    expect(await machine.poll(reply)).toEqual({ status: 'rejected', reason })
    expect(await machine.poll(reply)).toEqual({ status: 'rejected', reason })
    const row = await env.DB.prepare('SELECT status, reject_reason FROM unverified_agents WHERE uid = ?')
      .bind(reply.unverifiedUid)
      .first()
    expect(row).toEqual({ status: 'Rejected', reject_reason: reason })
  })

  it('knows nobody by a wrong secret or uid', async () => {
    const machine = aMachine()
    const { unverifiedUid, pollSecret } = await knocked(machine)
    expect((await machine.post('enrol/poll', { unverifiedUid, pollSecret: 'wrong' })).status).toBe(404)
    expect((await machine.post('enrol/poll', { unverifiedUid: newUid(), pollSecret })).status).toBe(404)
  })
})

describe('GET /agent/v1/connect', () => {
  it('opens a WebSocket for a valid credential, and says 426 without an upgrade', async () => {
    const { companyUid } = await seedCompany()
    const machine = aMachine()
    const reply = await machine.enrol(await aToken({ organizationUid: companyUid }))
    if (reply.status !== 'enrolled') throw new Error(reply.status)
    const headers = { Authorization: `Bearer ${reply.credential}` }
    expect((await machine.get('connect', headers)).status).toBe(426)
    const answer = await machine.get('connect', { ...headers, Upgrade: 'websocket' })
    expect(answer.status).toBe(101)
    answer.webSocket?.accept()
    answer.webSocket?.close()
  })

  it('refuses everybody else, and makes no object for a company that is not there', async () => {
    const { companyUid } = await seedCompany()
    const { get } = aMachine()
    const secret = 'A'.repeat(43)
    for (const credential of [
      '',
      'x',
      `hfa.${newUid()}.${newUid()}.${secret}`,
      `hfa.${companyUid}.${newUid()}.${secret}`,
    ]) {
      expect((await get('connect', { Authorization: `Bearer ${credential}`, Upgrade: 'websocket' })).status).toBe(401)
    }
  })
})

describe('the package store', () => {
  it('lists and sends what the bucket’s index describes, and nothing else', async () => {
    const { get } = aMachine()
    expect(
      packageList.parse(await (await get('packages')).json()).packages.filter(({ kind }) => kind === 'restic'),
    ).toEqual([])
    const content = 'a restic binary'
    const entry = {
      name: 'restic_0.18.0_linux_amd64',
      kind: 'restic',
      version: '0.18.0',
      platform: 'linux',
      architecture: 'x64',
      sizeBytes: content.length,
      sha256: await sha256Hex(content),
    }
    await env.SITE_1.put(
      'packages/index.json',
      JSON.stringify({ packages: [entry, { ...entry, name: 'short', sizeBytes: 999 }] }),
    )
    await env.SITE_1.put('packages/restic_0.18.0_linux_amd64', content)
    await env.SITE_1.put('packages/short', content)
    await env.SITE_1.put('packages/secret', 'not listed')
    expect(packageList.parse(await (await get('packages')).json()).packages).toContainEqual(entry)
    const file = await get('packages/restic_0.18.0_linux_amd64')
    expect(await file.text()).toBe(content)
    for (const name of ['secret', 'short', 'index.json', '..%2Fpackages%2Fsecret']) {
      expect((await get(`packages/${name}`)).status).toBe(404)
    }
  })

  it('survives an index that is not one', async () => {
    await env.SITE_1.put('packages/index.json', '{"packages": 5}')
    expect((await aMachine().get('packages')).status).toBe(200)
  })
})

it('answers unknown paths in the error form', async () => {
  const answer = await aMachine().get('nothing')
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ errors: [{ message: 'There is no GET /agent/v1/nothing for agents.' }] })
})
