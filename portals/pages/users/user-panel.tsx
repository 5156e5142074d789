import { For, type JSX, Show } from 'solid-js'
import { companies, locations, sites } from '../../ui/api/names.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { User, UserBackupResource } from '../../ui/api/types.ts'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { formatSize } from '../../ui/format/size.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { roleName } from '../../ui/session/roles.ts'
import { Status } from '../../ui/status/status.tsx'
import { enabledStatus } from '../../ui/status/vocabulary.ts'
import { OrganizationName } from '../organizations/names.tsx'
import { isChangeable } from './user-actions.ts'
import { UserButtons } from './user-buttons.tsx'
import { fullName, mfaPolicyWord, mfaWord } from './user-columns.tsx'
import { isSubtenant, limitOf, seesProviderResources } from './user-values.ts'

export function UserPanel(props: { row: User }): JSX.Element {
  return (
    <>
      <div data-part="actions">
        <ButtonLink href={`/users/${props.row.instanceUid}`}>{t('action.open')}</ButtonLink>
        <Show when={isChangeable(props.row)}>
          <ButtonLink href={`/users/${props.row.instanceUid}/edit`}>{t('action.edit')}</ButtonLink>
        </Show>
        <UserButtons rows={[props.row]} />
      </div>
      <UserFacts row={props.row} />
    </>
  )
}

export function UserFacts(props: { row: User }): JSX.Element {
  const resource = createLiveOne<UserBackupResource>(
    () => (isSubtenant(props.row.role) ? `/users/${props.row.instanceUid}/backupResource` : undefined),
    { intervalMs: 0 },
  )
  const text = (label: string, value: string | null | undefined) => (value ? { label, value } : undefined)
  const quota = () => {
    const known = resource.data()
    if (!known) return undefined
    const limit = known.isStorageQuotaUnlimited || known.storageQuota === null ? null : known.storageQuota
    const used = formatSize(known.storageQuotaUsage ?? 0)
    return limit === null ? used : t('quota.usedOf', { used, quota: formatSize(limit) })
  }
  return (
    <Facts
      facts={[
        { label: t('user.status'), value: <Status value={enabledStatus(props.row.status)} /> },
        { label: t('user.role'), value: roleName(props.row.role) },
        { label: t('user.organization'), value: <OrganizationName uid={props.row.organizationUid} /> },
        { label: t('step.limits'), value: <Limits row={props.row} /> },
        text(t('user.storage'), quota()),
        text(t('user.realName'), fullName(props.row)),
        text(t('user.email'), props.row.profile.email),
        text(t('organization.phone'), props.row.profile.phone),
        text(t('user.address'), props.row.profile.address),
        { label: t('user.mfa'), value: mfaWord(props.row) },
        { label: t('user.mfaPolicy'), value: mfaPolicyWord(props.row) },
        { label: t('organization.id'), value: <Copyable text={props.row.instanceUid} label={t('organization.id')} /> },
      ]}
    />
  )
}

/** What the user sees, by name. */
function Limits(props: { row: User }): JSX.Element {
  const names = (): (string | undefined)[] => {
    const { row } = props
    switch (limitOf(row.role)) {
      case 'locations':
        return row.locationUids.map((uid) => locations.row(uid)?.name)
      case 'sites':
        return row.siteUids.map((uid) => sites.row(uid)?.siteName)
      case 'companies':
        return row.hasAllCompanies ? [t('user.companies.all')] : row.companyUids.map((uid) => companies.row(uid)?.name)
      default:
        return [t('user.limits.whole')]
    }
  }
  return (
    <ul>
      <For each={names()}>{(name) => <li>{name ?? ''}</li>}</For>
      <Show when={seesProviderResources(props.row.role) && props.row.hasProviderResources}>
        <li>{t('user.providerResources')}</li>
      </Show>
    </ul>
  )
}
