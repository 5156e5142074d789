/** The first sign-in of a new console: whoever holds the one-time link names the first Portal Administrator. */
import { z } from 'zod'
import { operation } from '../operation.ts'
import { session } from '../session/session.ts'

export const getSetup = operation({
  operationId: 'getSetup',
  method: 'get',
  path: '/setup',
  tag: 'holdfast',
  summary: 'Whether the console still waits for its first administrator.',
  access: 'anonymous',
  answer: { kind: 'object', schema: z.object({ isOpen: z.boolean() }).meta({ id: 'Setup' }) },
})

export const completeSetup = operation({
  operationId: 'completeSetup',
  method: 'post',
  path: '/setup',
  tag: 'holdfast',
  summary: 'Creates the first Portal Administrator and signs it in.',
  access: 'anonymous',
  body: {
    mediaType: 'application/json',
    schema: z
      .object({
        token: z.string().min(1).describe('From the one-time link.'),
        userName: z.string(),
        password: z.string(),
        firstName: z.string().trim().max(255).nullable().optional(),
        lastName: z.string().trim().max(255).nullable().optional(),
        email: z.string().trim().max(255).nullable().optional(),
        organizationName: z.string().trim().min(1).max(255).optional().describe('Of the provider.'),
        timeZone: z.string().max(64).optional().describe('IANA name; of the provider.'),
      })
      .meta({ id: 'SetupInput' }),
  },
  answer: { kind: 'object', schema: session },
})

export const SETUP_OPERATIONS = [getSetup, completeSetup]
