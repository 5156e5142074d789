import { createSignal, type JSX, Show } from 'solid-js'
import { equals } from '../../ui/api/filter.ts'
import type { User, UserLogin } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { Moment } from '../../ui/moment/moment.tsx'
import { can, isActing, useSession } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import type { Column } from '../../ui/table/columns.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { yesNo } from '../organizations/organization-facts.tsx'
import { ApiKeyButtons } from './api-key-buttons.tsx'
import { keyStatus, scopesText } from './api-key-words.ts'
import { NewApiKeyDialog } from './new-api-key-dialog.tsx'

interface ApiKeyTableProps {
  title?: string
  /** Keys of one user. */
  user?: User
  /** Keys of one organization's users. */
  organizationUid?: string
}

function columns(hasUser: boolean, hasOrganization: boolean): Column<UserLogin>[] {
  return [
    {
      key: 'description',
      title: t('apiKey.description'),
      property: 'description',
      isSortable: true,
      render: (row) => row.description || t('apiKey.noDescription', { id: row.identifierInProvider }),
    },
    ...(hasUser
      ? [
          {
            key: 'user',
            title: t('apiKey.user'),
            property: 'userName',
            isSortable: true,
            isOnCard: true,
            filter: { kind: 'text' as const },
            render: (row: UserLogin) => <Link href={`/users/${row.userUid}`}>{row.userName}</Link>,
          },
        ]
      : []),
    ...(hasOrganization
      ? [
          {
            key: 'organization',
            title: t('user.organization'),
            property: 'companyName',
            isSortable: true,
            filter: { kind: 'text' as const },
            render: (row: UserLogin) => row.companyName,
          },
        ]
      : []),
    {
      key: 'status',
      title: t('organization.state'),
      property: 'status',
      isSortable: true,
      isOnCard: true,
      text: (row) => row.status,
      filter: {
        kind: 'choice',
        choices: [
          { value: 'enabled', label: t('status.enabled') },
          { value: 'disabled', label: t('status.disabled') },
        ],
      },
      render: (row) => <Status value={keyStatus(row.status)} />,
    },
    {
      key: 'readOnly',
      title: t('apiKey.access'),
      property: 'isReadAccessOnly',
      isSortable: true,
      isOnCard: true,
      filter: {
        kind: 'flag',
        choices: [
          { value: 'true', label: t('apiKey.readOnly') },
          { value: 'false', label: t('apiKey.readWrite') },
        ],
      },
      render: (row) => (row.isReadAccessOnly ? t('apiKey.readOnly') : t('apiKey.readWrite')),
    },
    { key: 'scopes', title: t('apiKey.scopes'), priority: 'wide', render: (row) => scopesText(row.scopes) },
    {
      key: 'created',
      title: t('apiKey.created'),
      property: 'creationDate',
      isSortable: true,
      priority: 'wide',
      render: (row) => <Moment at={row.creationDate} />,
    },
    {
      key: 'identifier',
      title: t('apiKey.identifier'),
      priority: 'widest',
      render: (row) => <code>{row.identifierInProvider}</code>,
    },
  ]
}

export function ApiKeyTable(props: ApiKeyTableProps): JSX.Element {
  const [isMaking, setMaking] = createSignal(false)
  const session = useSession()
  const canChange = () => can('apiKeys.manage') && !isActing()
  const make = () => (
    <Show when={canChange()}>
      <Button variant="primary" onPress={() => setMaking(true)}>
        {t('apiKey.new')}
      </Button>
    </Show>
  )
  // A login may also be an authenticator app, which has its place in the profile.
  const isKey = equals('identityProviderName', 'ApiKey')
  const ofUser = () => (props.user ? [equals('userUid', props.user.instanceUid)] : [])
  const ofOrganization = () =>
    props.organizationUid && !props.user ? [equals('companyId', props.organizationUid)] : []
  return (
    <>
      <DataTable<UserLogin>
        name="api-keys"
        title={props.title ?? t('nav.apiKeys')}
        isEmbedded={!props.title}
        path="/users/logins"
        fixedFilter={[isKey, ...ofUser(), ...ofOrganization()]}
        columns={columns(!props.user, !props.organizationUid && session.portal !== 'client')}
        keyName="id"
        nameOf={(row) => row.description || row.identifierInProvider}
        findProperty="description"
        findLabel={t('apiKey.find')}
        defaultSort={{ property: 'creationDate', isDescending: true }}
        scopeProperties={props.organizationUid ? {} : { company: 'companyId' }}
        primaryAction={make()}
        empty={{ icon: 'key', title: t('apiKey.empty'), text: t('apiKey.empty.text'), action: make() }}
        panel={(row) => (
          <>
            <Show when={canChange()}>
              <div data-part="actions">
                <ApiKeyButtons row={row} />
              </div>
            </Show>
            <Facts
              facts={[
                { label: t('apiKey.user'), value: row.userName },
                { label: t('user.organization'), value: row.companyName },
                { label: t('organization.state'), value: <Status value={keyStatus(row.status)} /> },
                { label: t('apiKey.readOnly'), value: yesNo(row.isReadAccessOnly) },
                { label: t('apiKey.scopes'), value: scopesText(row.scopes) },
                { label: t('apiKey.created'), value: <Moment at={row.creationDate} isAbsolute /> },
                {
                  label: t('apiKey.identifier'),
                  value: <Copyable text={row.identifierInProvider} label={t('apiKey.identifier')} />,
                },
              ]}
            />
          </>
        )}
      />
      <Show when={isMaking()}>
        <NewApiKeyDialog user={props.user} organizationUid={props.organizationUid} onClose={() => setMaking(false)} />
      </Show>
    </>
  )
}
