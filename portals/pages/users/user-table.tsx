import { type JSX, Show } from 'solid-js'
import type { Expression } from '../../ui/api/filter.ts'
import type { User } from '../../ui/api/types.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { can, isActing, useSession } from '../../ui/session/session.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { assignableRoles } from './assignable-roles.ts'
import { UserButtons } from './user-buttons.tsx'
import { userColumns } from './user-columns.tsx'
import { UserPanel } from './user-panel.tsx'

interface UserTableProps {
  title?: string
  fixedFilter?: Expression[]
  /** The list belongs to this organization. */
  organizationUid?: string
}

export function UserTable(props: UserTableProps): JSX.Element {
  const session = useSession()
  // Somebody new begins with a password.
  const canMake = can('users.manage') && !isActing() && assignableRoles(session.user.role).length > 0
  const address = () => (props.organizationUid ? `/users/new?organization=${props.organizationUid}` : '/users/new')
  const make = () => (
    <Show when={canMake}>
      <ButtonLink href={address()} variant="primary">
        {t('user.new')}
      </ButtonLink>
    </Show>
  )
  return (
    <DataTable<User>
      name="users"
      title={props.title ?? t('nav.users')}
      isEmbedded={!props.title}
      {...(props.fixedFilter ? { fixedFilter: props.fixedFilter } : {})}
      path="/users"
      columns={userColumns(props.organizationUid !== undefined)}
      keyName="instanceUid"
      nameOf={(row) => row.userName}
      findProperty="userName"
      defaultSort={{ property: 'userName', isDescending: false }}
      scopeProperties={props.organizationUid ? {} : { reseller: 'resellerUid', company: 'organizationUid' }}
      primaryAction={make()}
      empty={{ icon: 'user', title: t('user.empty'), text: t('user.empty.text'), action: make() }}
      panel={(row) => <UserPanel row={row} />}
      {...(can('users.manage')
        ? { bulk: (rows: User[], clear: () => void) => <UserButtons rows={rows} onDone={clear} /> }
        : {})}
    />
  )
}
