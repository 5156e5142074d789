import { patch, post } from '../../ui/api/client.ts'
import { type MessageKey, t } from '../../ui/i18n/translate.ts'
import { toastFailed } from '../../ui/toast/toasts.tsx'

/**
 * What belongs to a wizard and not to the one request that makes the organization. It exists by then: what fails here is
 * said by name, and can be done again from its page.
 */
export interface FollowUp {
  /** What was tried, for the message when it fails. */
  what: MessageKey
  run: () => Promise<unknown>
}

export async function runFollowUps(followUps: readonly (FollowUp | undefined)[]): Promise<void> {
  for (const followUp of followUps) {
    if (!followUp) continue
    try {
      await followUp.run()
    } catch (cause) {
      toastFailed(cause, t(followUp.what))
    }
  }
}

export function enforceMfa(organizationUid: string, isEnforced: boolean): FollowUp {
  return { what: 'followUp.mfa', run: () => setMfaPolicy(organizationUid, isEnforced) }
}

export async function setMfaPolicy(organizationUid: string, isEnforced: boolean): Promise<void> {
  await patch(`/organizations/${organizationUid}/configuration/policy`, [
    { op: 'replace', path: '/mfaPolicyStatus', value: isEnforced ? 'Enabled' : 'Disabled' },
  ])
}

export function saveClaims(companyUid: string, claims: readonly string[]): FollowUp {
  return {
    what: 'followUp.claims',
    run: () => patch(`/permissions/${companyUid}`, [{ op: 'replace', path: '/claims', value: claims }]),
  }
}

export function sendWelcome(kind: 'companies' | 'resellers', organizationUid: string, password: string): FollowUp {
  return {
    what: 'followUp.welcome',
    run: () => post(`/organizations/${kind}/${organizationUid}/welcomeEmail`, { password }),
  }
}
