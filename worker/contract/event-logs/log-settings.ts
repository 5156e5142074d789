import { z } from 'zod'
import { operation } from '../operation.ts'

export const MIN_LOG_RETENTION_DAYS = 7
export const MAX_LOG_RETENTION_DAYS = 3_660

export const logSettings = z
  .object({
    retentionDays: z
      .int()
      .min(MIN_LOG_RETENTION_DAYS)
      .max(MAX_LOG_RETENTION_DAYS)
      .describe('How long audit events and tasks are kept.'),
  })
  .meta({ id: 'LogSettings' })
export type LogSettings = z.output<typeof logSettings>

export const getLogSettings = operation({
  operationId: 'getLogSettings',
  method: 'get',
  path: '/eventLogs/settings',
  tag: 'holdfast',
  summary: 'How long the console keeps its logs.',
  access: 'activityLog.read',
  answer: { kind: 'object', schema: logSettings },
})

export const updateLogSettings = operation({
  operationId: 'updateLogSettings',
  method: 'put',
  path: '/eventLogs/settings',
  tag: 'holdfast',
  summary: 'Says how long the console keeps its logs. What is older goes within a day.',
  access: 'retention.manage',
  body: { mediaType: 'application/json', schema: logSettings },
  answer: { kind: 'object', schema: logSettings },
})

export const LOG_SETTINGS_OPERATIONS = [getLogSettings, updateLogSettings]
