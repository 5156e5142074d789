/** Enrolment: with a valid token at once, otherwise through the list of unverified agents. */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { CompanyFailure, CompanyRpc, EnrolledAgent } from '../../durable-objects/company/rpc.ts'
import { equalsInConstantTime, newSecret, sha256Hex } from '../auth/secrets.ts'
import { type EnrolReply, type EnrolRequest, enrolRequest } from '../contract/agent-protocol.ts'
import { pushDirectory } from '../db/directory-push.ts'
import type { Env } from '../env.ts'
import { refuse } from './answer.ts'
import {
  addUnverified,
  findToken,
  findUnverified,
  markEnrolled,
  markRejected,
  noteAccount,
  noteSeen,
  UNVERIFIED_PER_ADDRESS,
  type UnverifiedRow,
} from './queries.ts'

type EnrolEnv = Pick<Env, 'DB' | 'COMPANY'>
type EnrolAnswer = Result<EnrolReply, Response>

const SECOND_MS = 1000
/** So long after it knocked an agent asks so often: people accept at once, tomorrow, or never. */
const POLL_INTERVALS = [
  { untilAgeMs: 10 * 60 * SECOND_MS, everySeconds: 5 },
  { untilAgeMs: 24 * 3600 * SECOND_MS, everySeconds: 60 },
]
const SLOWEST_POLL_SECONDS = 600
const FULL_RETRY_SECONDS = 3600

export async function enrol(
  env: EnrolEnv,
  request: EnrolRequest,
  clientAddress: string,
  now: number,
): Promise<EnrolAnswer> {
  const token = request.token === undefined ? null : await findToken(env.DB, await sha256Hex(request.token))
  const isValid = token !== null && token.revokedAt === null && token.expiresAt > now && token.acceptsNew === 1
  if (isValid && token.companyUid !== null) {
    const reply = await enrolInCompany(env, token.companyUid, token.locationUid, request)
    if (reply.status === 'enrolled') {
      await noteAccount(env.DB, reply, token, now)
      if (token.subtenantUserUid !== null) await pushDirectory(env, reply.companyUid)
    }
    return ok(reply)
  }
  const pollSecret = newSecret('hfp_')
  const uid = await addUnverified(env.DB, {
    organizationUid: token?.organizationUid ?? null,
    pollSecretSha256: await sha256Hex(pollSecret),
    clientAddress,
    request,
    now,
  })
  if (uid !== null) return ok(unverifiedReply(uid, pollSecret, 0))
  const message = `${UNVERIFIED_PER_ADDRESS} agents from this address wait to be accepted already. Use a valid enrolment token.`
  return fail(refuse(429, message, { 'Retry-After': String(FULL_RETRY_SECONDS) }))
}

export async function poll(
  env: EnrolEnv,
  { unverifiedUid, pollSecret }: { unverifiedUid: string; pollSecret: string },
  now: number,
): Promise<EnrolAnswer> {
  const row = await findUnverified(env.DB, unverifiedUid)
  const presented = await sha256Hex(pollSecret)
  if (row === null || !equalsInConstantTime(presented, row.pollSecretSha256)) {
    return fail(refuse(404, 'The console does not know this request to enrol (any more). Enrol again.'))
  }
  if (row.status === 'Rejected') {
    return ok({ status: 'rejected', reason: row.rejectReason ?? 'An administrator rejected this agent.' })
  }
  if (row.acceptedOrganizationUid !== null) return ok(await enrolAccepted(env, row, row.acceptedOrganizationUid, now))
  await noteSeen(env.DB, row, now)
  return ok(unverifiedReply(row.uid, pollSecret, now - row.createdAt))
}

/** The row stays for a day, so that an agent whose answer was lost can ask once more. */
async function enrolAccepted(env: EnrolEnv, row: UnverifiedRow, companyUid: string, now: number): Promise<EnrolReply> {
  const request = enrolRequest.parse(JSON.parse(row.request))
  const reply = await enrolInCompany(env, companyUid, row.acceptedLocationUid, request)
  if (reply.status === 'enrolled') await markEnrolled(env.DB, row.uid, companyUid, now)
  if (reply.status === 'rejected') await markRejected(env.DB, row.uid, companyUid, reply.reason)
  return reply
}

async function enrolInCompany(
  env: EnrolEnv,
  companyUid: string,
  locationUid: string | null,
  request: EnrolRequest,
): Promise<EnrolReply> {
  const company: Pick<CompanyRpc, 'enrolAgent'> = env.COMPANY.getByName(companyUid)
  const enrolled = await enrolAtLocation(company, request, locationUid)
  if (enrolled.ok) return { status: 'enrolled', companyUid, ...enrolled.value }
  return { status: 'rejected', reason: explain(enrolled.failure) }
}

/** A location that was removed since the token was made must not keep the machine out. */
async function enrolAtLocation(
  company: Pick<CompanyRpc, 'enrolAgent'>,
  request: EnrolRequest,
  locationUid: string | null,
): Promise<Result<EnrolledAgent, CompanyFailure>> {
  const enrolled = await company.enrolAgent(request, locationUid)
  const isLocationGone = !enrolled.ok && enrolled.failure.code === 'not_found' && locationUid !== null
  return isLocationGone ? company.enrolAgent(request, null) : enrolled
}

function explain(failure: CompanyFailure): string {
  switch (failure.code) {
    case 'agent_quota_exceeded':
      return `The company's quota of ${failure.limit} ${failure.kind} agents is used up.`
    case 'company_disabled':
      return 'The company is disabled.'
    default:
      return 'The company cannot take agents in now.'
  }
}

function unverifiedReply(unverifiedUid: string, pollSecret: string, ageMs: number): EnrolReply {
  const interval = POLL_INTERVALS.find(({ untilAgeMs }) => ageMs < untilAgeMs)
  const retryAfterSeconds = interval?.everySeconds ?? SLOWEST_POLL_SECONDS
  return { status: 'unverified', unverifiedUid, pollSecret, retryAfterSeconds }
}
