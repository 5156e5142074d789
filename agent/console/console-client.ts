/** The agent endpoint over HTTPS: enrolment, and the package store. The WebSocket is in connection.ts. */
import { createHash, randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fail, ok, type Result } from '../../domain/result.ts'
import {
  type EnrolReply,
  type EnrolRequest,
  enrolReply,
  type PackageList,
  packageList,
} from '../../worker/contract/agent-protocol.ts'

export type ConsoleFailure =
  /** Nothing that is a console answered; trying again may help. */
  | { code: 'unreachable'; message: string }
  /** The console said no. */
  | { code: 'refused'; status: number; message: string }

const ANSWER_WITHIN_MS = 30_000
/** A package that makes no progress for so long has stalled. */
const STALLED_AFTER_MS = 60_000

export async function enrol(url: string, request: EnrolRequest): Promise<Result<EnrolReply, ConsoleFailure>> {
  return await postEnrolment(`${url}/agent/v1/enrol`, request)
}

export async function pollEnrolment(
  url: string,
  unverifiedUid: string,
  pollSecret: string,
): Promise<Result<EnrolReply, ConsoleFailure>> {
  return await postEnrolment(`${url}/agent/v1/enrol/poll`, { unverifiedUid, pollSecret })
}

async function postEnrolment(address: string, body: unknown): Promise<Result<EnrolReply, ConsoleFailure>> {
  const answer = await ask(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) return answer
  return parseAnswer(answer.value, (json) => enrolReply.safeParse(json))
}

export async function listPackages(url: string, credential: string): Promise<Result<PackageList, ConsoleFailure>> {
  const answer = await ask(`${url}/agent/v1/packages`, { headers: { authorization: `Bearer ${credential}` } })
  if (!answer.ok) return answer
  return parseAnswer(answer.value, (json) => packageList.safeParse(json))
}

/** Status with which the console answers this agent's credential; the WebSocket of Node does not tell it. */
export async function probeCredential(url: string, credential: string): Promise<Result<number, ConsoleFailure>> {
  const answer = await ask(`${url}/agent/v1/connect`, { headers: { authorization: `Bearer ${credential}` } }, true)
  if (!answer.ok) return answer
  await answer.value.body?.cancel()
  return ok(answer.value.status)
}

export interface PackageFile {
  name: string
  sizeBytes: number
  sha256: string
}

/** Brings a package into the folder, under a name of its own; it is there only when its checksum is right. */
export async function downloadPackage(
  url: string,
  credential: string,
  file: PackageFile,
  folder: string,
): Promise<Result<string, ConsoleFailure>> {
  const abort = new AbortController()
  const answer = await ask(
    `${url}/agent/v1/packages/${encodeURIComponent(file.name)}`,
    { headers: { authorization: `Bearer ${credential}` } },
    false,
    abort,
  )
  if (!answer.ok) return answer
  const path = join(folder, `.${randomUUID()}.part`)
  const target = openSync(path, 'wx', 0o700)
  const digest = createHash('sha256')
  let sizeBytes = 0
  const stallTimer = setTimeout(() => abort.abort(), STALLED_AFTER_MS)
  try {
    for await (const chunk of answer.value.body ?? []) {
      stallTimer.refresh()
      digest.update(chunk)
      for (let done = 0; done < chunk.length; ) done += writeSync(target, chunk, done)
      sizeBytes += chunk.length
      if (sizeBytes > file.sizeBytes) break
    }
    fsyncSync(target)
  } catch (error) {
    rmSync(path, { force: true })
    return fail({ code: 'unreachable', message: `${file.name} could not be fetched whole: ${describeCause(error)}.` })
  } finally {
    clearTimeout(stallTimer)
    closeSync(target)
  }
  if (sizeBytes !== file.sizeBytes || digest.digest('hex') !== file.sha256) {
    rmSync(path, { force: true })
    return fail({
      code: 'unreachable',
      message: `${file.name} from the console's package store does not have the size and checksum that its list tells.`,
    })
  }
  return ok(path)
}

async function ask(
  address: string,
  init: RequestInit,
  acceptsRefusal = false,
  abort = new AbortController(),
): Promise<Result<Response, ConsoleFailure>> {
  const timer = setTimeout(() => abort.abort(), ANSWER_WITHIN_MS)
  try {
    const response = await fetch(address, { ...init, redirect: 'error', signal: abort.signal })
    if (response.ok || acceptsRefusal) return ok(response)
    return fail(await describeRefusal(response))
  } catch (error) {
    return fail({
      code: 'unreachable',
      message: `${new URL(address).origin} could not be reached: ${describeCause(error)}.`,
    })
  } finally {
    clearTimeout(timer)
  }
}

async function describeRefusal(response: Response): Promise<ConsoleFailure> {
  const said = (await response.text().catch(() => '')).slice(0, 2000)
  const message = readErrorMessage(said) ?? `HTTP ${response.status}`
  const isTemporary = response.status >= 500 || response.status === 429 || response.status === 408
  if (isTemporary) return { code: 'unreachable', message: `The console answered with an error: ${message}` }
  return { code: 'refused', status: response.status, message }
}

/** Message of the console's error body, `{errors: [{message}]}`. */
function readErrorMessage(text: string): string | null {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body !== 'object' || body === null) return null
    const errors = 'errors' in body && Array.isArray(body.errors) ? body.errors : [body]
    const first: unknown = errors[0]
    if (typeof first !== 'object' || first === null || !('message' in first)) return null
    return typeof first.message === 'string' ? first.message : null
  } catch {
    return null
  }
}

async function parseAnswer<T>(
  response: Response,
  parse: (json: unknown) => { success: true; data: T } | { success: false },
): Promise<Result<T, ConsoleFailure>> {
  const parsed = parse(await response.json().catch(() => undefined))
  if (parsed.success) return ok(parsed.data)
  return fail({
    code: 'unreachable',
    message: `${new URL(response.url).origin} answered with something else than a Holdfast console does. Check the address.`,
  })
}

/** The reason below "fetch failed". */
export function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'AbortError') return 'no answer in time'
  const { cause } = error
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message
  return cause instanceof Error ? cause.message || cause.name : error.message
}
