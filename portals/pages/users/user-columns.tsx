import { ROLES } from '../../../domain/permissions.ts'
import type { User } from '../../ui/api/types.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { roleName } from '../../ui/session/roles.ts'
import { useSession } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { enabledStatus } from '../../ui/status/vocabulary.ts'
import type { Column } from '../../ui/table/columns.ts'
import { OrganizationName } from '../organizations/names.tsx'

export function fullName(row: User): string {
  return [row.profile.firstName, row.profile.lastName].filter(Boolean).join(' ')
}

export function mfaWord(row: User): string {
  return row.mfaPolicyConfigurationStatus === 'Configured' ? t('user.mfa.configured') : t('user.mfa.notConfigured')
}

export function mfaPolicyWord(row: User): string {
  if (row.mfaPolicyStatus === 'Enabled') return t('user.mfaPolicy.enabled')
  if (row.mfaPolicyStatus === 'EnabledByInheritance') return t('user.mfaPolicy.inherited')
  return t('user.mfaPolicy.disabled')
}

export function userColumns(isOfOrganization: boolean): Column<User>[] {
  return [
    {
      key: 'name',
      title: t('user.name'),
      property: 'userName',
      isSortable: true,
      render: (row) => <Link href={`/users/${row.instanceUid}`}>{row.userName}</Link>,
    },
    {
      key: 'role',
      title: t('user.role'),
      property: 'role',
      isSortable: true,
      isOnCard: true,
      filter: { kind: 'choice', choices: offeredRoles().map((value) => ({ value, label: roleName(value) })) },
      render: (row) => roleName(row.role),
    },
    ...(isOfOrganization || useSession().portal === 'client'
      ? []
      : [
          {
            key: 'organization',
            title: t('user.organization'),
            isOnCard: true,
            render: (row: User) => <OrganizationName uid={row.organizationUid} />,
          },
        ]),
    {
      key: 'status',
      title: t('user.status'),
      property: 'status',
      isSortable: true,
      isOnCard: true,
      text: (row) => row.status,
      filter: {
        kind: 'choice',
        choices: [
          { value: 'Enabled', label: t('status.enabled') },
          { value: 'Disabled', label: t('status.disabled') },
        ],
      },
      render: (row) => <Status value={enabledStatus(row.status)} />,
    },
    { key: 'realName', title: t('user.realName'), render: fullName },
    {
      key: 'email',
      title: t('user.email'),
      property: 'profile.email',
      isSortable: true,
      priority: 'wide',
      filter: { kind: 'text' },
      render: (row) => row.profile.email ?? '',
    },
    {
      key: 'mfa',
      title: t('user.mfa'),
      property: 'mfaPolicyConfigurationStatus',
      priority: 'wide',
      text: (row) => row.mfaPolicyConfigurationStatus,
      filter: {
        kind: 'choice',
        choices: [
          { value: 'Configured', label: t('user.mfa.configured') },
          { value: 'NotConfigured', label: t('user.mfa.notConfigured') },
        ],
      },
      render: mfaWord,
    },
    {
      key: 'mfaPolicy',
      title: t('user.mfaPolicy'),
      property: 'mfaPolicyStatus',
      priority: 'widest',
      filter: {
        kind: 'choice',
        choices: [
          { value: 'Enabled', label: t('user.mfaPolicy.enabled') },
          { value: 'EnabledByInheritance', label: t('user.mfaPolicy.inherited') },
          { value: 'Disabled', label: t('user.mfaPolicy.disabled') },
        ],
      },
      render: mfaPolicyWord,
    },
    { key: 'phone', title: t('organization.phone'), priority: 'chosen', render: (row) => row.profile.phone ?? '' },
  ]
}

/** A client's list holds its own kind only; a reseller's its own and those of clients. */
function offeredRoles(): string[] {
  const { portal } = useSession()
  return Object.entries(ROLES)
    .filter(([, role]) => portal === 'admin' || role.organizationType !== 'Provider')
    .filter(([, role]) => portal !== 'client' || role.organizationType === 'Company')
    .map(([name]) => name)
}
