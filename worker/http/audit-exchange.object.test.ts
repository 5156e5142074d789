import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { fail, ok } from '../../domain/result.ts'
import { Scope } from '../auth/scope.ts'
import type { Operation } from '../contract/operation.ts'
import { OPERATIONS } from '../contract/operations.ts'
import { auditStatement } from '../db/audit.ts'
import { openDb, runBatch } from '../db/client.ts'
import { newUid } from '../db/new-uid.ts'
import { handleAudited, UNAUDITED } from './audit-exchange.ts'
import type { ApiRequest } from './route.ts'

/** As somebody with a key asks. */
function aRequest(organizationUid: string): ApiRequest {
  const db = openDb(env.DB)
  const scope = new Scope(db, {
    userUid: newUid(),
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
  return {
    env,
    db,
    scope,
    params: { companyUid: organizationUid },
    query: {},
    body: {},
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
}

/** What a handler leaves that does nothing but answer. */
async function eventsAfter(
  operation: Operation,
  handle: (request: ApiRequest) => Promise<ReturnType<typeof ok<null>> | ReturnType<typeof fail>> = async () =>
    ok(null),
) {
  const organizationUid = newUid()
  const route = { operation, shape: null, handle: handle as never }
  await handleAudited(route, aRequest(organizationUid))
  const { results } = await env.DB.prepare(
    `SELECT kind, actor_name AS actorName, sign_in_method AS signInMethod, details FROM audit_events
     WHERE organization_uid = ? ORDER BY at, uid`,
  )
    .bind(organizationUid)
    .all<{ kind: string; details: string }>()
  return results
}

const unsafe = OPERATIONS.filter(({ method }) => method !== 'get')
const audited = unsafe.filter(({ operationId }) => !(operationId in UNAUDITED))
const [someOperation] = audited
if (someOperation === undefined) throw new Error('no unsafe operation')

describe('whatever an operation changes', () => {
  it('leaves an event, even when its handler forgot to', async () => {
    const silent: string[] = []
    for (const operation of audited) if ((await eventsAfter(operation)).length !== 1) silent.push(operation.operationId)
    expect(silent).toEqual([])
    expect(audited.length).toBeGreaterThan(50)
  })

  it('says who did what to which', async () => {
    const [event] = await eventsAfter(someOperation)
    expect(event).toMatchObject({ kind: 'OperationPerformed', actorName: 'anna', signInMethod: 'apiKey' })
    expect(JSON.parse(event?.details ?? '')).toMatchObject({ operationId: someOperation.operationId })
  })

  it('leaves the handler’s own event alone', async () => {
    const events = await eventsAfter(someOperation, async (request) => {
      const { organizationUid } = request.scope
      await runBatch(request.db, [auditStatement(request.db, request, { organizationUid, kind: 'CompanyEdited' })])
      return ok(null)
    })
    expect(events.map(({ kind }) => kind)).toEqual(['CompanyEdited'])
  })

  it('leaves nothing when it was refused', async () => {
    expect(await eventsAfter(someOperation, async () => fail({ code: 'conflict', message: 'No.' }))).toEqual([])
  })
})

describe('a read', () => {
  it('leaves nothing, a download does, but for what anybody may load', async () => {
    const read = OPERATIONS.find(({ method, answer }) => method === 'get' && answer.kind === 'page')
    const binaries = OPERATIONS.filter(({ method, answer }) => method === 'get' && answer.kind === 'binary')
    const download = binaries.find(({ access }) => access !== 'anonymous')
    const picture = binaries.find(({ access }) => access === 'anonymous')
    if (read === undefined || download === undefined || picture === undefined) throw new Error('no such operations')
    expect(await eventsAfter(read)).toEqual([])
    expect(await eventsAfter(download)).toMatchObject([{ kind: 'FileDownloaded' }])
    expect(await eventsAfter(picture)).toEqual([])
  })
})
