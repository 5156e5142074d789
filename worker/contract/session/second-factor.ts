/** The second step of a sign-in, and the second factor of the user who is signed in. */
import { z } from 'zod'
import { mfaConfigurationStatus, mfaPolicyStatus } from '../accounts/users.ts'
import { totpSecret } from '../authentication/totp.ts'
import { dateTime } from '../common.ts'
import { operation } from '../operation.ts'
import { signInAnswer } from './session.ts'

const mfaToken = z.string().min(1).max(200)
const code = z.string().min(1).max(64)
const recoveryCodes = z
  .array(z.string())
  .describe('Each stands for one code of the app, once. Answered this once; older ones are worth nothing any more.')

export const createSessionBySecondFactor = operation({
  operationId: 'createSessionBySecondFactor',
  method: 'post',
  path: '/session/mfa',
  tag: 'holdfast',
  summary: 'Completes a sign-in with a code of the authenticator app or a recovery code.',
  access: 'anonymous',
  body: {
    mediaType: 'application/json',
    schema: z
      .object({ mfaToken, code: code.describe('Six digits of the app, or a recovery code.') })
      .meta({ id: 'SecondFactorInput' }),
  },
  answer: { kind: 'object', schema: signInAnswer },
})

export const startSessionEnrolment = operation({
  operationId: 'startSessionEnrolment',
  method: 'post',
  path: '/session/mfa/enrolment',
  tag: 'holdfast',
  summary: 'Gives a secret for an authenticator app to a user who must set one up to sign in.',
  access: 'anonymous',
  body: {
    mediaType: 'application/json',
    schema: z.object({ mfaToken }).meta({ id: 'EnrolmentInput' }),
  },
  answer: { kind: 'object', schema: totpSecret },
})

export const completeSessionEnrolment = operation({
  operationId: 'completeSessionEnrolment',
  method: 'post',
  path: '/session/mfa/enrolment/confirmation',
  tag: 'holdfast',
  summary: 'Confirms the authenticator app with a code of it, and signs in.',
  access: 'anonymous',
  body: {
    mediaType: 'application/json',
    schema: z
      .object({ mfaToken, code: code.describe('Six digits of the app.') })
      .meta({ id: 'EnrolmentConfirmationInput' }),
  },
  answer: {
    kind: 'object',
    schema: signInAnswer.extend({ recoveryCodes }).meta({ id: 'EnrolmentAnswer' }),
  },
})

export const securitySettings = z
  .object({
    mfaPolicyStatus: mfaPolicyStatus.describe('EnabledByInheritance: a policy above the user demands it.'),
    mfaPolicyConfigurationStatus: mfaConfigurationStatus,
    totpLoginId: z
      .int()
      .nullable()
      .describe('Of the authenticator app, to be removed as a login of the user; null: none.'),
    recoveryCodesLeft: z.int(),
    hasPassword: z.boolean(),
    passwordChangedAt: dateTime.nullable(),
  })
  .meta({ id: 'SecuritySettings' })
export type SecuritySettings = z.output<typeof securitySettings>

export const getSecuritySettings = operation({
  operationId: 'getSecuritySettings',
  method: 'get',
  path: '/session/securitySettings',
  tag: 'holdfast',
  summary: 'What the user who asks signs in with.',
  access: 'signedIn',
  answer: { kind: 'object', schema: securitySettings },
})

export const createRecoveryCodes = operation({
  operationId: 'createRecoveryCodes',
  method: 'post',
  path: '/session/recoveryCodes',
  tag: 'holdfast',
  summary: 'Makes new recovery codes of the user who asks, against a code of the authenticator app.',
  access: 'signedIn',
  closedToImpersonation: true,
  body: {
    mediaType: 'application/json',
    schema: z.object({ code: code.describe('Six digits of the app.') }).meta({ id: 'RecoveryCodesInput' }),
  },
  answer: { kind: 'object', schema: z.object({ recoveryCodes }).meta({ id: 'RecoveryCodes' }) },
})

export const SECOND_FACTOR_OPERATIONS = [
  createSessionBySecondFactor,
  startSessionEnrolment,
  completeSessionEnrolment,
  getSecuritySettings,
  createRecoveryCodes,
]
