/** Slow operations that were answered with 202: what they do, what they answered, and how to end them. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

const tag = 'async_actions'
const actionPath = z.object({ actionId: uid })
const queryParameters = z.record(z.string(), z.array(z.string()))

export const asyncActionStatus = z.enum(['canceled', 'failed', 'running', 'succeed']).meta({ id: 'AsyncActionStatus' })

export const asyncActionInfo = z
  .object({
    id: uid.describe("The caller's X-Request-id where it sent one that was free."),
    initiatorUid: uid,
    actionName: z.string().describe('The operationId.'),
    status: asyncActionStatus,
    queryParameters: queryParameters.meta({ id: 'AsyncActionInfoQueryParameters' }),
    requestBody: z.string().nullable().describe('Without what looks like a secret.').optional(),
  })
  .meta({ id: 'AsyncActionInfo' })
export type AsyncActionInfo = z.output<typeof asyncActionInfo>

export const asyncActionsConfig = z
  .object({ resultRetentionTime: z.int().describe('Seconds for which the result of a success is kept.') })
  .meta({ id: 'AsyncActionsConfig' })

export const asyncActionRequestData = z
  .object({
    requestBody: z.string().max(65_536).nullable().optional(),
    queryParameters: queryParameters.nullable().optional(),
  })
  .meta({ id: 'AsyncActionRequestData' })

export const getAsyncActionsInfo = operation({
  operationId: 'getAsyncActionsInfo',
  method: 'get',
  path: '/asyncActions',
  tag,
  summary: "Lists the caller's async actions: those that run, and those whose result is still kept.",
  access: 'signedIn',
  answer: { kind: 'list', item: asyncActionInfo },
})

export const getAsyncActionsConfig = operation({
  operationId: 'getAsyncActionsConfig',
  method: 'get',
  path: '/asyncActions/config',
  tag,
  summary: 'For how long results are kept.',
  access: 'signedIn',
  answer: { kind: 'object', schema: asyncActionsConfig },
})

export const getAsyncActionInfo = operation({
  operationId: 'getAsyncActionInfo',
  method: 'get',
  path: '/asyncActions/{actionId}',
  tag,
  summary: "One of the caller's async actions; errors say why it failed.",
  access: 'signedIn',
  params: actionPath,
  answer: { kind: 'object', schema: asyncActionInfo },
})

export const cancelAsyncAction = operation({
  operationId: 'cancelAsyncAction',
  method: 'delete',
  path: '/asyncActions/{actionId}',
  tag,
  summary: 'Asks a running async action to end; it does after the step that it is in.',
  access: 'signedIn',
  params: actionPath,
  answer: { kind: 'empty' },
})

export const getAsyncActionResult = operation({
  operationId: 'getAsyncActionResult',
  method: 'get',
  path: '/asyncActions/{actionId}/result',
  tag,
  summary: 'What the operation answered, status included, in the format that is asked for here.',
  access: 'signedIn',
  params: actionPath,
  answer: { kind: 'outcome' },
})

export const clearAsyncActionResult = operation({
  operationId: 'clearAsyncActionResult',
  method: 'delete',
  path: '/asyncActions/{actionId}/result',
  tag,
  summary: 'Forgets an async action that has ended.',
  access: 'signedIn',
  params: actionPath,
  answer: { kind: 'empty' },
})

export const attachRequestDataToAsyncAction = operation({
  operationId: 'attachRequestDataToAsyncAction',
  method: 'put',
  path: '/asyncActions/{actionId}/requestData',
  tag,
  summary: 'Replaces what is kept of the request, for whoever looks at the action; the work is not changed.',
  access: 'signedIn',
  params: actionPath,
  body: { mediaType: 'application/json', schema: asyncActionRequestData },
  answer: { kind: 'object', schema: asyncActionInfo },
})

export const ASYNC_ACTION_OPERATIONS = [
  getAsyncActionsInfo,
  getAsyncActionsConfig,
  getAsyncActionInfo,
  cancelAsyncAction,
  getAsyncActionResult,
  clearAsyncActionResult,
  attachRequestDataToAsyncAction,
]
