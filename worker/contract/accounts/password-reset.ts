/** A new password by a mailed link, for somebody who is not signed in. */
import { z } from 'zod'
import { operation } from '../operation.ts'

export const createResetPasswordRequest = operation({
  operationId: 'createResetPasswordRequest',
  method: 'post',
  path: '/users/resetpassword',
  tag: 'accounts',
  summary: 'Mails a link for a new password, if there is such a user with such an address; the answer does not tell.',
  access: 'anonymous',
  body: {
    mediaType: 'application/json',
    schema: z
      .object({
        email: z.string().min(1).max(320).describe('Of the profile of the user.'),
        userName: z.string().min(1).max(600).describe('"Company\\user", or a user name that only one has.'),
        returnUrl: z
          .string()
          .max(2000)
          .nullable()
          .optional()
          .describe(
            'A page of this console that the link shall lead to, with the code as fragment; null: the sign-in page.',
          ),
      })
      .meta({ id: 'CreateResetPasswordRequestBody' }),
  },
  answer: { kind: 'object', schema: z.boolean() },
})

export const completeResetPasswordRequest = operation({
  operationId: 'completeResetPasswordRequest',
  method: 'put',
  path: '/users/resetpassword',
  tag: 'accounts',
  summary: 'Sets the new password with the code of a mailed link; all sessions of the user end.',
  access: 'anonymous',
  body: {
    mediaType: 'application/json',
    schema: z
      .object({ code: z.string().min(1).max(200), newPassword: z.string().min(1).max(1024) })
      .meta({ id: 'CompleteResetPasswordRequestBody' }),
  },
  answer: { kind: 'object', schema: z.boolean() },
})

export const PASSWORD_RESET_OPERATIONS = [createResetPasswordRequest, completeResetPasswordRequest]
