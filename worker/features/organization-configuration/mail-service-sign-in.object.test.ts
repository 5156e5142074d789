import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { seedCompany } from '../../../durable-objects/company/testing/directory.setup.ts'
import { Scope } from '../../auth/scope.ts'
import { openDb } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import type { ApiRequest } from '../../http/route.ts'
import { beginMailServiceSignIn, completeMailServiceSignIn } from './mail-service-sign-in.ts'

/** As the owner of the company asks. */
function requestOf<Query, Body>(organizationUid: string, userUid: string, query: Query, body: Body) {
  const db = openDb(env.DB)
  const scope = new Scope(db, {
    userUid,
    userName: 'anna',
    organizationUid,
    organizationName: 'Acme',
    organizationType: 'Company',
    role: 'CompanyOwner',
    hasAllCompanies: true,
    hasProviderResources: false,
    tenantUid: null,
    withheldClaims: [],
    impersonator: null,
    signInMethod: null,
    secondFactor: 'none',
    isReadOnly: false,
    via: 'apiKey',
    sessionUid: null,
    updatedAt: 0,
  })
  const request: ApiRequest<{ organizationUid: string }, Query, Body> = {
    env,
    db,
    scope,
    params: { organizationUid },
    query,
    body,
    patch: [],
    bodyText: null,
    expand: new Set(),
    requestId: newUid(),
    clientAddress: '192.0.2.1',
    userAgent: 'test',
    now: Date.UTC(2026, 5, 1),
    incoming: new Request('https://console.example'),
    answerHeaders: new Headers(),
    answerErrors: [],
    waitUntil: () => undefined,
    isCanceled: () => false,
  }
  return request
}

async function aBegunSignIn() {
  const { companyUid } = await seedCompany()
  const userUid = newUid()
  const begun = await beginMailServiceSignIn(
    requestOf(
      companyUid,
      userUid,
      {},
      {
        clientSettings: { kind: 'Google' as const, clientId: 'client-1', clientSecret: 'hush' },
        redirectUrl: 'https://console.example/mail',
        state: 'state-1',
      },
    ),
  )
  expect(begun.ok).toBe(true)
  const complete = (query: object) =>
    completeMailServiceSignIn(requestOf(companyUid, userUid, { state: 'state-1', ...query }, {}))
  return { companyUid, complete }
}

async function eventsOf(organizationUid: string) {
  const { results } = await env.DB.prepare(
    `SELECT kind, actor_name AS actorName, target_uid AS targetUid, details FROM audit_events
     WHERE organization_uid = ? AND kind <> 'MailServiceSignInBegun' ORDER BY at, uid`,
  )
    .bind(organizationUid)
    .all<{ kind: string; actorName: string; targetUid: string; details: string }>()
  return results
}

function theServiceAnswers(status: number, answer: object): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json(answer, { status }))
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a sign-in at a mail service', () => {
  it('is told in the history when its tokens are given out, without them', async () => {
    const { companyUid, complete } = await aBegunSignIn()
    theServiceAnswers(200, { access_token: 'access-1', refresh_token: 'refresh-1', expires_in: 3600 })
    expect((await complete({ code: 'code-1' })).ok).toBe(true)
    const [event, ...others] = await eventsOf(companyUid)
    expect(others).toEqual([])
    expect(event).toMatchObject({ kind: 'MailServiceSignInCompleted', actorName: 'anna', targetUid: companyUid })
    expect(event?.details).not.toMatch(/access-1|refresh-1|code-1|hush/)
  })

  it('is told when the service refuses it, or has refused it already', async () => {
    const first = await aBegunSignIn()
    theServiceAnswers(400, { error: 'invalid_grant' })
    expect((await first.complete({ code: 'code-1' })).ok).toBe(false)
    expect(await eventsOf(first.companyUid)).toMatchObject([{ kind: 'MailServiceSignInFailed' }])
    const second = await aBegunSignIn()
    expect((await second.complete({ error: 'access_denied' })).ok).toBe(false)
    expect(await eventsOf(second.companyUid)).toMatchObject([{ kind: 'MailServiceSignInFailed' }])
  })
})
