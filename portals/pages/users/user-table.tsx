import { createSignal, type JSX, Show } from 'solid-js'
import { ROLES } from '../../../domain/permissions.ts'
import type { Expression } from '../../ui/api/filter.ts'
import type { User } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { roleName } from '../../ui/session/roles.ts'
import { can, useSession } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { enabledStatus } from '../../ui/status/vocabulary.ts'
import type { Column } from '../../ui/table/columns.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { OrganizationName } from '../organizations/names.tsx'
import { NewUserDialog } from './new-user-dialog.tsx'
import { fullName, mfaWord, UserPanel } from './user-panel.tsx'

interface UserTableProps {
  title?: string
  fixedFilter?: Expression[]
  /** The list belongs to this organization. */
  organizationUid?: string
}

function columns(isOfOrganization: boolean): Column<User>[] {
  return [
    { key: 'name', title: t('user.name'), property: 'userName', isSortable: true, render: (row) => row.userName },
    {
      key: 'role',
      title: t('user.role'),
      property: 'role',
      isSortable: true,
      isOnCard: true,
      filter: { kind: 'choice', choices: Object.keys(ROLES).map((value) => ({ value, label: roleName(value) })) },
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
    { key: 'email', title: t('user.email'), priority: 'wide', render: (row) => row.profile.email ?? '' },
    {
      key: 'mfa',
      title: t('user.mfa'),
      property: 'mfaPolicyConfigurationStatus',
      priority: 'wide',
      render: mfaWord,
    },
  ]
}

export function UserTable(props: UserTableProps): JSX.Element {
  const [isMaking, setMaking] = createSignal(false)
  const make = () => (
    <Show when={can('users.manage')}>
      <Button variant="primary" onPress={() => setMaking(true)}>
        {t('user.new')}
      </Button>
    </Show>
  )
  return (
    <>
      <DataTable<User>
        name="users"
        {...(props.title ? { title: props.title } : {})}
        {...(props.fixedFilter ? { fixedFilter: props.fixedFilter } : {})}
        path="/users"
        columns={columns(props.organizationUid !== undefined)}
        keyName="instanceUid"
        nameOf={(row) => row.userName}
        findProperty="userName"
        defaultSort={{ property: 'userName', isDescending: false }}
        scopeProperties={props.organizationUid ? {} : { reseller: 'resellerUid', company: 'organizationUid' }}
        primaryAction={make()}
        empty={{ icon: 'user', title: t('user.empty'), action: make() }}
        panel={(row) => <UserPanel row={row} />}
      />
      <NewUserDialog isOpen={isMaking()} onClose={() => setMaking(false)} organizationUid={props.organizationUid} />
    </>
  )
}
