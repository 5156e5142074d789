import type { JSX } from 'solid-js'
import type { Organization } from '../../ui/api/types.ts'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { type Fact, Facts } from '../../ui/facts/facts.tsx'
import { formatCount } from '../../ui/format/number.ts'
import { t } from '../../ui/i18n/translate.ts'

export function quotaText(quota: number | null | undefined): string {
  return typeof quota === 'number' ? formatCount(quota) : t('value.unlimited')
}

export function yesNo(value: boolean): string {
  return value ? t('value.yes') : t('value.no')
}

export function countText(count: number | undefined): string {
  return count === undefined ? '' : formatCount(count)
}

/** Empty until the number is known; what has no limit shows the number alone. */
export function usedOfQuota(used: number | undefined, quota: number | null | undefined): string {
  if (used === undefined) return typeof quota === 'number' ? quotaText(quota) : ''
  if (typeof quota !== 'number') return formatCount(used)
  return t('quota.usedOf', { used, quota })
}

export function secondFactorText(
  people: { administrators: number; others: number; withSecondFactor: number } | undefined,
): string {
  if (!people) return ''
  return t('quota.usedOf', { used: people.withSecondFactor, quota: people.administrators + people.others })
}

/** What is on record of a company or a reseller; what nobody filled in is left out. */
export function OrganizationFacts(props: {
  uid: string
  organization: Organization | undefined
  first: readonly (Fact | undefined)[]
}): JSX.Element {
  const text = (label: string, value: string | null | undefined): Fact | undefined =>
    value ? { label, value } : undefined
  const address = () => {
    const known = props.organization
    const city = [known?.zipCode, known?.city].filter(Boolean).join(' ')
    return [known?.street, city, known?.regionName, known?.countryName].filter(Boolean).join(', ')
  }
  return (
    <Facts
      facts={[
        ...props.first,
        text(t('organization.alias'), props.organization?.alias),
        text(t('organization.email'), props.organization?.email),
        text(t('organization.phone'), props.organization?.phone),
        text(t('organization.place'), address()),
        text(t('organization.taxId'), props.organization?.taxId),
        text(t('organization.companyId'), props.organization?.companyId),
        text(t('organization.tenantId'), props.organization?.veeamTenantId),
        text(t('organization.website'), props.organization?.website),
        text(t('organization.notes'), props.organization?.notes),
        { label: t('organization.id'), value: <Copyable text={props.uid} label={t('organization.id')} /> },
      ]}
    />
  )
}
