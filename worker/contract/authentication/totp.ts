/** Authenticator apps: a secret made here, kept once a code has shown that an app has it. */
import { z } from 'zod'
import { loginScope, userLogin } from '../accounts/logins.ts'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

export const totpSecret = z
  .object({
    secret: z.string().describe('Base32, for typing.'),
    secretUrl: z.string().describe('otpauth URL, for a QR code.'),
  })
  .meta({ id: 'TotpSecret' })

export const generateTotpSecret = operation({
  operationId: 'generateTotpSecret',
  method: 'get',
  path: '/authentication/keys/totp-secret',
  tag: 'authentication',
  summary: 'Makes a secret for an authenticator app of the user who asks. Nothing is kept of it.',
  access: 'signedIn',
  answer: { kind: 'object', schema: totpSecret },
})

export const addTotpLogin = operation({
  operationId: 'addTotpLogin',
  method: 'post',
  path: '/users/{userUid}/logins/totp',
  tag: 'accounts',
  summary: 'Sets up the authenticator app of the user who asks; recovery codes are answered once.',
  access: 'signedIn',
  closedToImpersonation: true,
  params: z.object({ userUid: uid }),
  query: z.object({
    secretUrl: z.string().max(2000).describe('As generateTotpSecret gave it.'),
    code: z.string().max(64).describe('Six digits of the app.'),
    description: z.string().max(1000),
    scopes: z.array(loginScope).min(1),
  }),
  answer: { kind: 'object', schema: userLogin },
})

export const TOTP_OPERATIONS = [generateTotpSecret, addTotpLogin]
