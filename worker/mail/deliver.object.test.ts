import { reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSecret } from '../auth/secret-box.ts'
import { openDb, runBatch } from '../db/client.ts'
import { deliverDue } from './deliver.ts'
import { type MailTemplate, type MailValues, mailStatements } from './queue.ts'

const NOW = Date.UTC(2026, 10, 24)
const PROVIDER = '00000000-0000-4000-8000-000000000001'
const COMPANY = '00000000-0000-4000-8000-000000000002'

beforeEach(async () => {
  const organization = env.DB.prepare(
    `INSERT INTO organizations (uid, type, name, name_fold, name_natural, phone, created_at, updated_at)
     VALUES (?1, ?2, ?3, ?3, ?3, ?4, 0, 0)`,
  )
  await env.DB.batch([
    organization.bind(PROVIDER, 'Provider', 'provider', '+49 1'),
    organization.bind(COMPANY, 'Company', 'company', null),
    env.DB.prepare(
      `INSERT INTO organization_configurations (organization_uid, notification, branding, updated_at)
       VALUES (?, '{"defaultFrom":"backup@provider.example"}', '{"portalName":"Cloud"}', 0)`,
    ).bind(PROVIDER),
  ])
})

afterEach(() => reset())

async function queue<Name extends MailTemplate>(
  template: Name,
  values: MailValues[Name],
  expiresAt?: number,
): Promise<void> {
  const mail = { organizationUid: COMPANY, to: 'owner@company.example', template, values, now: NOW }
  await runBatch(
    openDb(env.DB),
    await mailStatements(env, openDb(env.DB), { ...mail, ...(expiresAt === undefined ? {} : { expiresAt }) }),
  )
}

const RESET = { userName: 'company\\owner', link: 'https://console.example/reset#SECRET', validMinutes: 60 }

interface Row {
  status: string
  attempts: number
  sealed_body: string | null
  last_reply: string | null
  next_attempt_at: number | null
  way: string | null
}
async function theRow(): Promise<Row> {
  const row = await env.DB.prepare('SELECT * FROM mails').first<Row>()
  if (row === null) throw new Error('There is no mail')
  return row
}

/** The platform's mail service, as far as the console uses it. */
function aMailService(answer: () => Promise<{ messageId: string }> = async () => ({ messageId: 'm-1' })) {
  const sent: Record<string, unknown>[] = []
  const send = async (message: object) => {
    sent.push(message as Record<string, unknown>)
    return answer()
  }
  return { sent, EMAIL: { send } as SendEmail }
}

describe('mailStatements', () => {
  it('seals the words, and writes nobody without an address', async () => {
    await queue('passwordReset', RESET)
    const row = await theRow()
    expect(JSON.stringify(row)).not.toContain('SECRET')
    expect(await openSecret(env, 'mailBody', row.sealed_body ?? '')).toContain('#SECRET')
    const nobody = {
      organizationUid: COMPANY,
      to: 'nobody',
      template: 'passwordReset',
      values: RESET,
      now: NOW,
    } as const
    expect(await mailStatements(env, openDb(env.DB), nobody)).toEqual([])
  })
})

describe('the language of a mail', () => {
  async function choose(organizationUid: string, language: string | null): Promise<void> {
    await env.DB.prepare(
      `INSERT INTO organization_configurations (organization_uid, notification, updated_at) VALUES (?1, ?2, 0)
       ON CONFLICT DO UPDATE SET notification = ?2`,
    )
      .bind(organizationUid, JSON.stringify({ language }))
      .run()
  }
  async function sentMail(): Promise<Record<string, unknown> | undefined> {
    await queue('passwordChanged', { userName: 'company\\owner', at: NOW, clientAddress: '192.0.2.7' })
    const { sent, EMAIL } = aMailService()
    await deliverDue({ ...env, EMAIL }, 'me', () => NOW)
    return sent[0]
  }

  it('is that of the organization above, as long as the own one is null', async () => {
    await choose(PROVIDER, 'de')
    await choose(COMPANY, null)
    const inherited = await sentMail()
    expect(inherited?.subject).toBe('Cloud: Ihr Passwort wurde geändert')
    expect(inherited?.text).toContain('24. November 2026')
    expect(inherited?.text).toMatch(/00:00 UTC$/m)
    await choose(COMPANY, 'es')
    expect((await sentMail())?.text).toContain('24 de noviembre de 2026')
    await choose(COMPANY, 'fr')
    expect((await sentMail())?.text).toContain('24 novembre 2026')
  })
})

describe('deliverDue', () => {
  it("sends in the provider's name by the platform's service, and forgets the words", async () => {
    await queue('passwordReset', RESET)
    const { sent, EMAIL } = aMailService()
    expect(await deliverDue({ ...env, EMAIL }, 'me', () => NOW)).toBeNull()
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({
      from: { name: 'Cloud', email: 'backup@provider.example' },
      to: 'owner@company.example',
      subject: 'Cloud: set a new password',
      text: expect.stringContaining('https://console.example/reset#SECRET'),
    })
    expect(String(sent[0]?.text)).toContain('This mail was sent by Cloud. +49 1')
    expect(await theRow()).toMatchObject({ status: 'sent', way: 'emailService', attempts: 1, sealed_body: null })
    await deliverDue({ ...env, EMAIL }, 'me', () => NOW)
    expect(sent).toHaveLength(1)
  })

  it('waits longer after each failure, and gives up what no longer holds', async () => {
    await queue('passwordReset', RESET, NOW + 3_600_000)
    let now = NOW
    const waits: number[] = []
    for (let round = 0; round < 4; round += 1) {
      const next = await deliverDue(env, 'me', () => now)
      waits.push((next ?? now) - now)
      now = next ?? now
    }
    expect(waits).toEqual([10_000, 60_000, 300_000, 900_000])
    expect(await theRow()).toMatchObject({ status: 'deferred', attempts: 4, last_reply: 'No mail server is set up.' })
    expect(await deliverDue(env, 'me', () => NOW + 3_600_000)).toBeNull()
    expect(await theRow()).toMatchObject({ status: 'failed', attempts: 4, next_attempt_at: null })
  })

  it('tries no more what the service refuses for good', async () => {
    await queue('passwordReset', RESET)
    const refused = async () => {
      throw Object.assign(new Error('recipient is on the suppression list'), { code: 'E_RECIPIENT_SUPPRESSED' })
    }
    await deliverDue({ ...env, ...aMailService(refused) }, 'me', () => NOW)
    const reply = 'E_RECIPIENT_SUPPRESSED recipient is on the suppression list'
    expect(await theRow()).toMatchObject({ status: 'failed', last_reply: reply })
  })

  it('takes over what another instance left, though not at once', async () => {
    await queue('passwordReset', RESET)
    const claim = `UPDATE mails SET status = 'sending', claimed_by = 'gone', claimed_at = ?, attempts = 1`
    await env.DB.prepare(claim).bind(NOW).run()
    const { sent, EMAIL } = aMailService()
    const lookAgainAt = await deliverDue({ ...env, EMAIL }, 'me', () => NOW)
    expect([sent.length, (lookAgainAt ?? 0) > NOW]).toEqual([0, true])
    await deliverDue({ ...env, EMAIL }, 'me', () => lookAgainAt ?? 0)
    expect(sent).toHaveLength(1)
    expect(await theRow()).toMatchObject({ status: 'sent', attempts: 2 })
  })

  it('takes back at once what it left itself', async () => {
    await queue('passwordReset', RESET)
    await env.DB.prepare(`UPDATE mails SET status = 'sending', claimed_by = 'me', claimed_at = ?, attempts = 1`)
      .bind(NOW)
      .run()
    const { sent, EMAIL } = aMailService()
    await deliverDue({ ...env, EMAIL }, 'me', () => NOW)
    expect(sent).toHaveLength(1)
  })
})
