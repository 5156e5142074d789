import type { JSX } from 'solid-js'
import type { IdentityProviderSettings } from '../../../ui/api/types.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { ButtonLink, Link } from '../../../ui/link/link.tsx'
import { useSession } from '../../../ui/session/session.ts'
import { Status } from '../../../ui/status/status.tsx'
import type { Column } from '../../../ui/table/columns.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { OrganizationName } from '../../organizations/names.tsx'
import { providerHome, providerStatus } from './provider.ts'

function columns(): Column<IdentityProviderSettings>[] {
  return [
    {
      key: 'displayName',
      title: t('sso.displayName'),
      property: 'displayName',
      isSortable: true,
      render: (row) => <Link href={providerHome(row)}>{row.displayName}</Link>,
    },
    {
      key: 'status',
      title: t('sso.status'),
      isOnCard: true,
      text: (row) => `${row.enabled} ${row.configurationCompleted} ${row.configurationValidationSucceeded}`,
      render: (row) => <Status value={providerStatus(row)} />,
    },
    {
      key: 'protocol',
      title: t('sso.protocol'),
      isOnCard: true,
      render: (row) => t(`sso.protocol.${row.protocol}`),
    },
    ...(useSession().portal === 'client'
      ? []
      : [
          {
            key: 'organization',
            title: t('activity.organization'),
            isOnCard: true,
            render: (row: IdentityProviderSettings) => <OrganizationName uid={row.organizationUid} />,
          },
        ]),
    {
      key: 'name',
      title: t('sso.name'),
      property: 'name',
      isSortable: true,
      priority: 'wide',
      render: (row) => row.name,
    },
    {
      key: 'rules',
      title: t('sso.rules'),
      property: 'rulesCount',
      isNumeric: true,
      priority: 'wide',
      render: (row) => row.rulesCount,
    },
  ]
}

export default function ProviderList(): JSX.Element {
  const make = () => (
    <ButtonLink variant="primary" href="/single-sign-on/new">
      {t('sso.new')}
    </ButtonLink>
  )
  return (
    <DataTable<IdentityProviderSettings>
      name="identity-providers"
      title={t('sso.title')}
      path="/organizations/identityProviders"
      columns={columns()}
      keyName="name"
      nameOf={(row) => row.displayName}
      defaultSort={{ property: 'displayName', isDescending: false }}
      scopeProperties={useSession().portal === 'client' ? {} : { company: 'organizationUid' }}
      primaryAction={make()}
      empty={{ icon: 'shield', title: t('sso.empty'), text: t('sso.empty.text'), action: make() }}
    />
  )
}
