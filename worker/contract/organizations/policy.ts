/** Whether the users of an organization must have a second factor. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

export const policySettings = z
  .object({
    mfaPolicyStatus: z
      .enum(['Disabled', 'Enabled', 'EnabledByInheritance', 'Unknown'])
      .meta({ id: 'PolicySettingsMfaPolicyStatus' })
      .describe(
        'Of the users of this organization, and for a reseller of its companies too. EnabledByInheritance: demanded by an organization above.',
      ),
    enforceMfaPolicy: z
      .boolean()
      .nullable()
      .describe('Whether it is demanded of all organizations below; null for a company, which has none.'),
  })
  .meta({ id: 'PolicySettings' })
export type PolicySettings = z.output<typeof policySettings>

export const POLICY_CHANGEABLE = ['mfaPolicyStatus', 'enforceMfaPolicy'] as const

/** Beyond this permission, the policies of provider and resellers need mfaPolicies.manage. */
const byUid = z.object({ organizationUid: uid })

export const getOrganizationPolicySettings = operation({
  operationId: 'getOrganizationPolicySettings',
  method: 'get',
  path: '/organizations/{organizationUid}/configuration/policy',
  tag: 'organizations',
  summary: 'Returns the policies for the users of an organization.',
  access: 'mfa.manage',
  params: byUid,
  answer: { kind: 'object', schema: policySettings },
})

export const patchOrganizationPolicySettings = operation({
  operationId: 'patchOrganizationPolicySettings',
  method: 'patch',
  path: '/organizations/{organizationUid}/configuration/policy',
  tag: 'organizations',
  summary: 'Changes the policies for the users of an organization; what a higher level demands stays demanded.',
  access: 'mfa.manage',
  closedToImpersonation: true,
  params: byUid,
  isPatch: true,
  answer: { kind: 'object', schema: policySettings },
})

export const POLICY_OPERATIONS = [getOrganizationPolicySettings, patchOrganizationPolicySettings]
