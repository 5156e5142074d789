/** `holdfast-agent enrol`: makes this computer known to a console, and waits to be accepted if need be. */
import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { EnrolReply } from '../../worker/contract/agent-protocol.ts'
import type { Command } from '../arguments.ts'
import { type ConsoleFailure, enrol, pollEnrolment } from '../console/console-client.ts'
import { readHostInfo, readMachineUid } from '../host/host-info.ts'
import {
  type EnrolledIdentity,
  findCompany,
  forgetIdentity,
  forgetWork,
  type Identity,
  readIdentity,
  type UnverifiedIdentity,
  writeIdentity,
} from '../state/identity.ts'
import { acquireLock } from '../state/lock.ts'
import { prepareStateFolder, type StateFolder } from '../state/state-folder.ts'
import { AGENT_VERSION } from '../version.ts'
import { readToken } from './read-token.ts'

const FIRST_ATTEMPTS = 5
const LONGEST_WAIT_MS = 15 * 60_000

type Say = (message: string) => void

export async function runEnrol(
  command: Extract<Command, { name: 'enrol' }>,
  folder: StateFolder,
  say: Say,
): Promise<number> {
  const prepared = prepareStateFolder(folder)
  if (!prepared.ok) return refuse(say, prepared.failure)
  const settled = findSettled(command, readIdentity(folder))
  if (settled !== null) {
    say(settled.ok ? describeIdentity(settled.value) : settled.failure)
    return settled.ok ? 0 : 1
  }
  const lock = acquireLock(folder)
  if (!lock.ok)
    return refuse(say, `An agent runs over ${folder.root} already. Stop it first (systemctl stop holdfast-agent).`)
  try {
    const done = await enrolOrResume(command, folder, say)
    if (!done.ok) return refuse(say, done.failure)
    say(describeIdentity(done.value))
    return 0
  } finally {
    lock.value.release()
  }
}

/** A computer that is enrolled already, whether or not its agent runs; null: there is something to do. */
function findSettled(
  { url, isAgain }: { url: string | null; isAgain: boolean },
  known: Identity | null,
): Result<Identity, string> | null {
  if (known?.state !== 'enrolled' || known.revokedReason !== null || isAgain) return null
  if (url === null || known.url === url) return ok(known)
  return fail(`This computer is enrolled at ${known.url}. To move it to ${url}, use --again.`)
}

async function enrolOrResume(
  command: Extract<Command, { name: 'enrol' }>,
  folder: StateFolder,
  say: Say,
): Promise<Result<Identity, string>> {
  const known = readIdentity(folder)
  const token = await readToken(command.tokenFile)
  if (!token.ok) return token
  const url = command.url ?? known?.url ?? null
  if (url === null) return fail('Which console? Name its address with --url.')
  warnAboutPlainHttp(url, say)
  const isSameRequest = known?.state === 'unverified' && known.url === url && token.value === null && !command.isAgain
  const requested = isSameRequest
    ? ok(known)
    : await request(url, token.value, command.tag ?? known?.tag ?? null, folder, known, say)
  if (!requested.ok || requested.value.state === 'enrolled' || !command.waits) return requested
  say(describeIdentity(requested.value))
  return await waitForAcceptance(requested.value, folder, say, new AbortController().signal)
}

async function request(
  url: string,
  token: string | null,
  tag: string | null,
  folder: StateFolder,
  known: Identity | null,
  say: Say,
): Promise<Result<Identity, string>> {
  // A second agent on a machine, over another folder, is another computer to the console.
  const machineUid = known?.machineUid ?? readMachineUid(folder.isDefault ? '' : folder.root) ?? randomUUID()
  const body = {
    ...(token === null ? {} : { token }),
    agentVersion: AGENT_VERSION,
    ...(tag === null ? {} : { tag }),
    host: readHostInfo(machineUid),
  }
  let answer = await enrol(url, body)
  for (let attempt = 1; attempt < FIRST_ATTEMPTS && !answer.ok && answer.failure.code === 'unreachable'; attempt++) {
    say(`${answer.failure.message} Trying again …`)
    await pause(1000 * 2 ** attempt, new AbortController().signal)
    answer = await enrol(url, body)
  }
  if (!answer.ok) return fail(describeFailure(answer.failure))
  return keep(folder, answer.value, { url, machineUid, tag }, token !== null, say)
}

/** Asks at the pace that the console sets, slower while it is away, until somebody has decided. */
export async function waitForAcceptance(
  waiting: UnverifiedIdentity,
  folder: StateFolder,
  say: Say,
  abort: AbortSignal,
): Promise<Result<EnrolledIdentity, string>> {
  let current = waiting
  for (let failures = 0; !abort.aborted; ) {
    const paceMs = Math.max(1, current.retryAfterSeconds) * 1000
    await pause(Math.min(LONGEST_WAIT_MS, paceMs * 2 ** failures) * (0.75 + Math.random() / 2), abort)
    if (abort.aborted) break
    const { url, machineUid, tag, unverifiedUid, pollSecret } = current
    const answer = await pollEnrolment(url, unverifiedUid, pollSecret)
    if (!answer.ok && answer.failure.code === 'unreachable') {
      failures = Math.min(failures + 1, 10)
      say(answer.failure.message)
      continue
    }
    if (!answer.ok) {
      forgetIdentity(folder)
      return fail(describeFailure(answer.failure))
    }
    failures = 0
    const kept = keep(folder, answer.value, { url, machineUid, tag }, false, say)
    if (!kept.ok) return kept
    if (kept.value.state === 'enrolled') return ok(kept.value)
    current = kept.value
  }
  return fail('The wait to be accepted was stopped.')
}

function keep(
  folder: StateFolder,
  reply: EnrolReply,
  common: { url: string; machineUid: string; tag: string | null },
  hadToken: boolean,
  say: Say,
): Result<Identity, string> {
  if (reply.status === 'rejected') {
    forgetIdentity(folder)
    return fail(`The console rejected this computer: ${reply.reason}`)
  }
  if (reply.status === 'enrolled') {
    const { companyUid, managementAgentUid, backupAgentUid, credential } = reply
    const identity: Identity = {
      state: 'enrolled',
      ...common,
      companyUid,
      managementAgentUid,
      backupAgentUid,
      credential,
      revokedReason: null,
    }
    if (findCompany(readIdentity(folder)) !== companyUid) forgetWork(folder)
    writeIdentity(folder, identity)
    return ok(identity)
  }
  if (hadToken) say('The token has expired or is not known to the console.')
  const { unverifiedUid, pollSecret, retryAfterSeconds } = reply
  const formerCompanyUid = findCompany(readIdentity(folder))
  const identity: Identity = {
    state: 'unverified',
    ...common,
    unverifiedUid,
    pollSecret,
    retryAfterSeconds,
    formerCompanyUid,
  }
  writeIdentity(folder, identity)
  return ok(identity)
}

export function describeIdentity(identity: Identity): string {
  if (identity.state === 'enrolled')
    return `Enrolled at ${identity.url} as management agent ${identity.managementAgentUid}.`
  return `This computer waits to be accepted at ${identity.url}: an administrator finds it among the unverified agents.`
}

function describeFailure(failure: ConsoleFailure): string {
  return failure.code === 'unreachable' ? failure.message : `The console refused: ${failure.message}`
}

function warnAboutPlainHttp(url: string, say: Say): void {
  const { protocol, hostname } = new URL(url)
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol === 'http:' && !isLocal) {
    say(`Warning: the connection to ${url} is not encrypted. Whoever listens learns the credential of this computer.`)
  }
}

function refuse(say: Say, message: string): number {
  say(message)
  return 1
}

function pause(waitMs: number, abort: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      abort.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, waitMs)
    abort.addEventListener('abort', done)
    if (abort.aborted) done()
  })
}
