/**
 * What the exchange itself puts into the audit: refusals, exports, and whatever a handler did without telling. So no
 * operation can be forgotten: one that changes something leaves an event, its own or this one.
 */
import type { z } from 'zod'
import type { Result } from '../../domain/result.ts'
import type { Scope } from '../auth/scope.ts'
import type { Operation } from '../contract/operation.ts'
import { type AuditContext, auditRefusal, auditRepeated, auditStatement, isAudited } from '../db/audit.ts'
import { runBatch } from '../db/client.ts'
import type { Exchange, Route } from './exchange.ts'
import type { ApiFailure } from './failure.ts'
import { describeError, writeLog } from './log.ts'
import type { Answer, ApiRequest } from './route.ts'

/** Unsafe by their method, and yet nothing that a history would tell. */
export const UNAUDITED: Readonly<Record<string, string>> = {
  oAuth2IssueToken: 'Sign-ins and refused ones are events of their own; a renewed token goes on with a sign-in.',
  createSessionBySecondFactor: 'A sign-in and a refused one are events of their own.',
  startSessionEnrolment: 'A step of a sign-in: the second factor that it ends in is an event.',
  checkUniquenessForIdentityProviderName: 'A question that changes nothing.',
  createSession: 'A sign-in and a refused one are events of their own; a step before the second factor is none yet.',
  createResetPasswordRequest: 'Answered before anything is done; what it leads to is an event of its own.',
  clearAsyncActionResult: 'Takes an answer out of the way, which would be gone within the hour.',
  attachRequestDataToAsyncAction: 'Changes nothing: an action goes on with what it was started with.',
}

/** Runs the handler, and sees to it that what it did is in the history. */
export async function handleAudited(route: Route, request: ApiRequest): Promise<Result<Answer<z.ZodType>, ApiFailure>> {
  const answer = await route.handle(request)
  if (answer.ok && !isAudited(request.db)) await auditPerformed(route.operation, request)
  return answer
}

async function auditPerformed(operation: Operation, request: ApiRequest): Promise<void> {
  const { db, scope } = request
  const { operationId, method, access } = operation
  if (method === 'get') {
    // What anybody may load, the pictures of sign-in pages and mails, leaves the console all the time.
    if (operation.answer.kind === 'binary' && access !== 'anonymous')
      await auditRepeated(db, request, downloaded(scope, operationId))
    return
  }
  if (operationId in UNAUDITED) return
  if (scope.organizationUid === '')
    return auditRepeated(db, request, { organizationUid: null, kind: 'OperationPerformed', details: { operationId } })
  await runBatch(db, [
    auditStatement(db, request, {
      organizationUid: scope.organizationUid,
      kind: 'OperationPerformed',
      details: { operationId, ...pathOf(request.params) },
    }),
  ])
}

/** Which thing it was done to. */
function pathOf(params: unknown): Record<string, unknown> {
  return typeof params === 'object' && params !== null ? { ...params } : {}
}

function downloaded(scope: Scope, operationId: string) {
  return { organizationUid: scope.organizationUid || null, kind: 'FileDownloaded', details: { operationId } }
}

/** A list that left as a table. */
export function noteExport(exchange: Exchange, scope: Scope): void {
  const { operationId } = exchange.route.operation
  const entry = { organizationUid: scope.organizationUid, kind: 'ListExported', details: { operationId } }
  soon(exchange, () => auditRepeated(exchange.db, contextOf(exchange, scope), entry))
}

/** Refusals that tell of somebody who tries; a wrong parameter is none of them. */
export function noteRefusal(exchange: Exchange, scope: Scope | null, failure: ApiFailure): void {
  if (failure.code !== 'forbidden' && failure.code !== 'throttled') return
  if (isAudited(exchange.db)) return
  const { operationId } = exchange.route.operation
  const reason = failure.code === 'forbidden' ? (failure.permission ?? failure.message) : undefined
  const entry = {
    organizationUid: scope?.organizationUid || null,
    kind: failure.code === 'forbidden' ? 'PermissionRefused' : 'RequestThrottled',
    details: { operationId, ...(reason === undefined ? {} : { permission: reason }) },
  }
  soon(exchange, () => auditRefusal(exchange.db, contextOf(exchange, scope), entry))
}

function contextOf({ call }: Exchange, scope: Scope | null): AuditContext {
  const { requestId, clientAddress } = call.variables
  return {
    scope: scope ?? { userUid: '', userName: '' },
    clientAddress,
    userAgent: call.request.headers.get('user-agent'),
    requestId,
    now: call.now,
  }
}

/** Nobody waits for it: what it tells of has changed nothing. */
function soon({ call }: Exchange, write: () => Promise<void>): void {
  call.waitUntil(
    write().catch((error: unknown) => writeLog('error', 'An event was not audited', { ...describeError(error) })),
  )
}
