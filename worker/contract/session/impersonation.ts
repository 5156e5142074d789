/** "Log in as": a Portal Administrator in the portal as somebody else, and the way back. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { session } from './session.ts'

export const logInAsUser = operation({
  operationId: 'logInAsUser',
  method: 'post',
  path: '/users/{userUid}/logInAs',
  tag: 'holdfast',
  summary:
    'Continues as a user of a company, or as the Global Administrator of a reseller: the answer sets the session cookie.',
  access: 'users.impersonate',
  closedToImpersonation: true,
  params: z.object({ userUid: uid }),
  answer: { kind: 'object', schema: session },
})

export const endImpersonation = operation({
  operationId: 'endImpersonation',
  method: 'delete',
  path: '/session/impersonation',
  tag: 'holdfast',
  summary: 'Ends acting as somebody else and goes back to the own session, by a new session cookie.',
  access: 'signedIn',
  isOpenToReadOnly: true,
  answer: { kind: 'object', schema: session },
})

export const IMPERSONATION_OPERATIONS = [logInAsUser, endImpersonation]
