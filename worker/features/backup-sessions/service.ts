import { fail, ok, type Result } from '../../../domain/result.ts'
import type { BackupSession, BackupSessionDetail } from '../../contract/backup-sessions/backup-sessions.ts'
import { toBackupSession } from '../../contract/backup-sessions/live-session.ts'
import { toWireTime } from '../../contract/common.ts'
import { companyStub } from '../../db/company-stub.ts'
import { pageSource } from '../../db/page-source.ts'
import { type ApiFailure, fromCompanyFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { findJobRow } from '../jobs/queries.ts'

type Request = ApiRequest<{ jobUid: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The job' }

/** The Company object that owns the job; null when the job is none of the caller's. */
async function openCompany({ scope, db, env, params }: Request) {
  const job = await findJobRow(scope, db, params.jobUid)
  return job === null ? null : companyStub(env, scope, job.organizationUid)
}

export async function listSessions(request: Request) {
  const company = await openCompany(request)
  if (company === null) return fail(NOT_FOUND)
  const { params, now } = request
  return ok(
    pageSource<BackupSession>({
      async page(range) {
        const listed = await company.listSessions(params.jobUid, range)
        if (!listed.ok) return fail(fromCompanyFailure(listed.failure))
        return ok({ total: listed.value.total, items: listed.value.rows.map((row) => toBackupSession(row, now)) })
      },
    }),
  )
}

export async function getSession(
  request: ApiRequest<{ jobUid: string; sessionUid: string }>,
): Promise<Result<BackupSessionDetail, ApiFailure>> {
  const company = await openCompany(request)
  if (company === null) return fail(NOT_FOUND)
  const found = await company.getSession(request.params.jobUid, request.params.sessionUid)
  if (!found.ok) return fail(fromCompanyFailure(found.failure))
  const { session, log } = found.value
  const lines = log.map(({ at, level, message }) => ({ time: toWireTime(at), level, message }))
  return ok({ ...toBackupSession(session, request.now), log: lines })
}

/** Scope is checked here; the object then speaks to the socket itself. */
export async function watchJob(request: Request): Promise<Result<Response, ApiFailure>> {
  const company = await openCompany(request)
  if (company === null) return fail(NOT_FOUND)
  if (request.incoming.headers.get('Upgrade')?.toLowerCase() !== 'websocket') {
    return fail({ code: 'invalid_input', message: 'This address is for a WebSocket: send "Upgrade: websocket".' })
  }
  const address = new URL('https://company/live')
  address.searchParams.set('jobUid', request.params.jobUid)
  const { headers } = request.incoming
  const upgrade = new Headers()
  for (const [name, value] of headers)
    if (/^(upgrade|connection|sec-websocket-.*)$/i.test(name)) upgrade.set(name, value)
  const answer = await company.fetch(new Request(address, { headers: upgrade }))
  // What is fetched has headers that cannot be added to.
  return ok(answer.status === 101 ? answer : new Response(answer.body, answer))
}
