import { z } from 'zod'
import { dateTime } from '../common.ts'

/** A slow change of an organization as its row in a list shows it. Beyond v3. */
export const pendingOperation = z
  .object({
    name: z
      .enum(['update', 'enable', 'disable', 'delete', 'restore', 'move', 'purge'])
      .describe('What is being carried through.'),
    status: z
      .enum(['running', 'failed'])
      .describe('failed: the last attempt was in vain; the console tries again by itself.'),
    progressPercent: z.int().describe('0 to 100.'),
    error: z.string().nullable().describe('Why the last attempt failed.'),
    startedAt: dateTime,
  })
  .meta({ id: 'OrganizationPendingOperation' })
export type PendingOperation = z.output<typeof pendingOperation>

/** To stand among the members of an organization's answer. */
export const operationMember = pendingOperation
  .nullable()
  .describe('Beyond v3. A slow change that has not reached every part of the console yet; null: there is none.')
