/** What a user signs in with beside name and password: API keys. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'

export const loginScope = z.enum(['integration', 'rest', 'ui', 'unknown']).meta({ id: 'UserLoginScopesItem' })

export const userLogin = z
  .object({
    id: z.int(),
    userUid: uid,
    identityProviderName: z.string(),
    description: z.string(),
    isReadAccessOnly: z.boolean(),
    status: z
      .enum([
        'disabled',
        'disabledDueSystemComponentsRestrictions',
        'disabledDueToCompany',
        'disabledDueToSystem',
        'disabledDueToTenant',
        'disabledDueToUser',
        'enabled',
        'Unknown',
      ])
      .meta({ id: 'UserLoginStatus' }),
    identifierInProvider: z.string().describe('First 16 hex digits of the SHA-256 of the key, to tell keys apart.'),
    userName: z.string(),
    companyId: uid.describe('Of the organization of the user.'),
    companyName: z.string(),
    scopes: z.array(loginScope),
    parameters: z
      .string()
      .describe('JSON text. On creation {"apiKey":"…"}: the key, answered this once; otherwise {}.'),
    creationDate: dateTime,
  })
  .meta({ id: 'UserLogin' })
export type UserLogin = z.output<typeof userLogin>

export const addApiKeyLogin = operation({
  operationId: 'addApiKeyLogin',
  method: 'post',
  path: '/users/{userUid}/logins/apikey',
  tag: 'accounts',
  summary: 'Creates an API key of a user; its secret is answered once.',
  access: 'apiKeys.manage',
  closedToImpersonation: true,
  params: z.object({ userUid: uid }),
  query: z.object({
    description: z.string().max(1000),
    scopes: z.array(loginScope).min(1),
    isReadAccessOnly: z.boolean().optional(),
  }),
  answer: { kind: 'object', schema: userLogin },
})

export const LOGIN_OPERATIONS = [addApiKeyLogin]
