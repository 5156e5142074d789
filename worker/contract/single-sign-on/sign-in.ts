/** What the sign-in page asks, and the test of a provider before anybody signs in with it. Beyond v3. */
import { z } from 'zod'
import { userRole } from '../accounts/users.ts'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'
import { byProvider } from './identity-providers.ts'

/** Codes with which a refused sign-in comes back to the sign-in page (`/?ssoError=CODE&requestId=UUID`). */
export const SSO_ERRORS = [
  /** There is no such provider, or it is not enabled. */
  'not_available',
  /** The browser did not bring its cookie back, or the sign-in took longer than ten minutes. */
  'expired',
  /** The provider's answer could not be trusted. */
  'answer_refused',
  /** The provider said no, or the person gave up. */
  'provider_refused',
  /** The provider or its metadata cannot be reached or read. */
  'provider_unavailable',
  /** No rule gives this person a role. */
  'no_rule',
  /** The user is disabled, its organization is, or its address is not among the allowed ones. */
  'not_allowed',
] as const
export type SsoError = (typeof SSO_ERRORS)[number]

export const signInOptions = z
  .object({
    singleSignOn: z
      .object({
        displayName: z.string(),
        startUrl: z.string().describe('A path of the console to send the browser to.'),
      })
      .nullable()
      .describe('Null: there is none, or no such organization.'),
  })
  .meta({ id: 'SignInOptions' })
export type SignInOptions = z.output<typeof signInOptions>

export const getSignInOptions = operation({
  operationId: 'getSignInOptions',
  method: 'get',
  path: '/session/signInOptions',
  tag: 'holdfast',
  summary: 'Whether whoever types this login can sign in with an identity provider. Tells nothing of users.',
  access: 'anonymous',
  query: z.object({
    login: z
      .string()
      .default('')
      .describe('"Company\\user"; only the organization is looked at. Without one: the provider of the console.'),
  }),
  answer: { kind: 'object', schema: signInOptions },
})

export const signInTest = z
  .object({
    testUid: uid,
    status: z.enum(['Pending', 'Succeeded', 'Failed', 'Expired']).meta({ id: 'SignInTestStatus' }),
    startUrl: z.string().describe('A path of the console to open in a browser; works once, for ten minutes.'),
    createdAt: dateTime,
    finishedAt: dateTime.nullable(),
    errorMessage: z.string().nullable().describe('Why the answer of the provider was refused.'),
    subject: z.string().nullable().describe('How the provider names the person.'),
    claims: z.record(z.string(), z.array(z.string())).describe('Everything that was received and verified.'),
    rules: z.array(
      z.object({
        instanceUid: uid,
        name: z.string(),
        isMatch: z.boolean(),
        explanation: z.string(),
      }),
    ),
    signIn: z
      .object({
        ruleUid: uid,
        ruleName: z.string(),
        role: userRole,
        organizationUid: uid,
        organizationName: z.string(),
        userName: z.string(),
        isNewUser: z.boolean(),
      })
      .nullable()
      .describe('What a sign-in would have led to; null: nothing, see explanation.'),
    explanation: z.string(),
  })
  .meta({ id: 'SignInTest' })
export type SignInTest = z.output<typeof signInTest>

const PROVIDER_PATH = '/organizations/{organizationUid}/identityProviders/{identityProviderName}'

export const startSignInTest = operation({
  operationId: 'startSignInTest',
  method: 'post',
  path: `${PROVIDER_PATH}/testSignIns`,
  tag: 'holdfast',
  summary: 'Begins a test sign-in: shows what a provider sends, and what the rules make of it, without a session.',
  access: 'sso.manage',
  closedToImpersonation: true,
  params: byProvider,
  answer: { kind: 'object', schema: signInTest },
})

export const getSignInTest = operation({
  operationId: 'getSignInTest',
  method: 'get',
  path: `${PROVIDER_PATH}/testSignIns/{testUid}`,
  tag: 'holdfast',
  summary: 'Returns the state and the result of a test sign-in; kept for a day.',
  access: 'sso.manage',
  params: byProvider.extend({ testUid: uid }),
  answer: { kind: 'object', schema: signInTest },
})

export const createServiceCertificate = operation({
  operationId: 'createServiceCertificate',
  method: 'post',
  path: '/organizations/{organizationUid}/identityProviders/saml2/{identityProviderName}/serviceCertificates',
  tag: 'holdfast',
  summary:
    'Makes a key and a self-signed certificate with which the console signs its requests and reads encrypted answers.',
  access: 'sso.manage',
  closedToImpersonation: true,
  params: byProvider,
  body: {
    mediaType: 'application/json',
    schema: z
      .object({
        use: z.enum(['Both', 'Encryption', 'Signing']).default('Both'),
        status: z.enum(['Current', 'Future']).default('Current'),
        validYears: z.int().min(1).max(10).default(5),
      })
      .meta({ id: 'ServiceCertificateInput' }),
  },
  answer: {
    kind: 'object',
    schema: z
      .object({ certificateThumbprint: z.string(), certificate: z.string().describe('PEM'), validUntil: dateTime })
      .meta({ id: 'ServiceCertificate' }),
  },
})

export const SINGLE_SIGN_ON_EXTENSION_OPERATIONS = [
  getSignInOptions,
  startSignInTest,
  getSignInTest,
  createServiceCertificate,
]
