/** The token endpoint: form in, JSON out, outside the envelope. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

/** Grants that this console gives; others of the API are answered with unsupported_grant_type. */
export const GRANT_TYPES = ['password', 'mfa', 'refresh_token', 'as'] as const

export const tokenRequest = z
  .object({
    grant_type: z.string().describe('password, mfa, refresh_token or as'),
    username: z.string().nullable().optional().describe('"Company\\user", or a user name that only one has.'),
    password: z.string().nullable().optional(),
    refresh_token: z
      .string()
      .nullable()
      .optional()
      .describe('With the grant "as" that of a Portal Administrator, which stays good.'),
    mfa_token: z.string().nullable().optional(),
    mfa_code: z.string().nullable().optional().describe('Six digits of the app, or a recovery code.'),
    code: z.string().nullable().optional(),
    public_key: z.string().nullable().optional(),
    userUid: uid.nullable().optional().describe('With the grant "as": whom to act as.'),
    readOnly: z.boolean().nullable().optional().describe('True: the token may only read.'),
  })
  .meta({ id: 'OAuth2IssueTokenBody' })

export const tokenResult = z
  .object({
    access_token: z.string().nullable(),
    token_type: z.string().nullable(),
    refresh_token: z.string().nullable(),
    mfa_token: z.string().nullable().describe('A second factor is needed: there is no access token yet.'),
    encrypted_code: z.string().nullable(),
    expires_in: z.int().describe('Seconds.'),
  })
  .meta({ id: 'OAuth2Result' })
export type TokenResult = z.output<typeof tokenResult>

export const tokenError = z
  .object({
    error: z
      .enum([
        'invalid_request',
        'invalid_client',
        'invalid_grant',
        'invalid_scope',
        'unauthorized_client',
        'unsupported_grant_type',
      ])
      .meta({ id: 'OAuth2ErrorError' }),
    error_description: z.string(),
    error_uri: z.string().nullable(),
  })
  .meta({ id: 'OAuth2Error' })
export type TokenError = z.output<typeof tokenError>

export const oAuth2IssueToken = operation({
  operationId: 'oAuth2IssueToken',
  method: 'post',
  path: '/token',
  tag: 'authentication',
  summary: 'Signs in, or renews an access token',
  access: 'anonymous',
  body: { mediaType: 'application/x-www-form-urlencoded', schema: tokenRequest },
  answer: { kind: 'bare', schema: tokenResult },
  isJsonOnly: true,
})

export const AUTHENTICATION_OPERATIONS = [oAuth2IssueToken]
