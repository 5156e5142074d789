/** Installers of the agent with an enrolment token inside. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

/** Ten years: longer than any machine waits for its installer. */
export const MAX_TOKEN_EXPIRY_DAYS = 3650

export const downloadLinuxManagementPackage = operation({
  operationId: 'downloadLinuxManagementPackage',
  method: 'get',
  path: '/infrastructure/managementAgents/packages/linux',
  tag: 'management_agents',
  summary: 'The installer script for Linux, with a token that enrols into the named company and location',
  access: 'agents.download',
  query: z.object({
    organizationUid: uid.optional(),
    locationUid: uid.optional(),
    cloudTenantUid: uid.optional(),
    subtenantUserUid: uid.optional().describe('Beyond v3. The subtenant under whose account the computers will write.'),
    tokenExpiryPeriodDays: z
      .int()
      .min(1, { error: 'must be at least 1 (days)' })
      .max(MAX_TOKEN_EXPIRY_DAYS, { error: `must be at most ${MAX_TOKEN_EXPIRY_DAYS} (days)` })
      .default(365),
  }),
  answer: { kind: 'binary', mediaType: 'application/octet-stream' },
})

export const PACKAGE_OPERATIONS = [downloadLinuxManagementPackage]
