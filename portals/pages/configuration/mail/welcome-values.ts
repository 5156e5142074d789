import { type PatchOperation, withQuery } from '../../../ui/api/client.ts'
import type { CustomWelcomeEmailTemplate } from '../../../ui/api/types.ts'
import { problems } from '../../../ui/form/rules.ts'
import { t } from '../../../ui/i18n/translate.ts'

/** Whom the words are for: everybody of a kind, or one organization that is named. */
export const welcomeAudiences = ['companies', 'resellers', 'company', 'reseller'] as const
export type WelcomeAudience = (typeof welcomeAudiences)[number]

export const mostCharacters = 20_000

export interface WelcomeTarget {
  organizationUid: string
  organizationType: 'Company' | 'Reseller'
  organizationScope: 'ChildObjects' | 'CurrentObject'
}

/** Undefined while the one organization is not chosen yet. */
export function welcomeTarget(audience: WelcomeAudience, ownUid: string, chosenUid: string): WelcomeTarget | undefined {
  const isDefault = audience === 'companies' || audience === 'resellers'
  const organizationUid = isDefault ? ownUid : chosenUid
  if (organizationUid === '') return undefined
  return {
    organizationUid,
    organizationType: audience === 'companies' || audience === 'company' ? 'Company' : 'Reseller',
    organizationScope: isDefault ? 'ChildObjects' : 'CurrentObject',
  }
}

export function welcomePath({ organizationUid, organizationType }: WelcomeTarget): string {
  return withQuery(`/organizations/${organizationUid}/configuration/notification/welcomeEmail`, { organizationType })
}

/** A change says the scope as well; a read finds it by the type. */
export function welcomeChangePath(target: WelcomeTarget): string {
  return withQuery(welcomePath(target), { organizationScope: target.organizationScope })
}

/** Whether an answer is of this template: the one before it stays until the next one has come. */
export function isTemplateOf(template: CustomWelcomeEmailTemplate, target: WelcomeTarget): boolean {
  return (
    template.organizationUid === target.organizationUid &&
    template.organizationType === target.organizationType &&
    template.organizationScope === target.organizationScope
  )
}

export interface WelcomeValues {
  text: string
  hasSelfService: boolean
}

export const welcomeWireNames = { emailContent: 'text', showSelfServiceSection: 'hasSelfService' } as const

export function welcomeValues(template: CustomWelcomeEmailTemplate): WelcomeValues {
  return { text: template.emailContent ?? '', hasSelfService: template.showSelfServiceSection }
}

export function checkWelcome(values: WelcomeValues) {
  const count = values.text.length
  return problems({
    text: count > mostCharacters ? t('welcome.text.tooLong', { count, most: mostCharacters }) : undefined,
    hasSelfService: undefined,
  })
}

/** Nothing written and nothing left out is no change of one's own: what is above counts again. */
export function welcomePatch(values: WelcomeValues): PatchOperation[] {
  const isBlank = values.text.trim() === ''
  if (isBlank && values.hasSelfService) return takeBack
  return [
    { op: 'replace', path: '/emailContent', value: isBlank ? null : values.text },
    { op: 'replace', path: '/showSelfServiceSection', value: values.hasSelfService },
  ]
}

export const takeBack: PatchOperation[] = [{ op: 'replace', path: '/isDefault', value: true }]
