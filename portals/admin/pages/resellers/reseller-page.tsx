import { useNavigate, useParams } from '@solidjs/router'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { ApiKeyTable } from '../../../pages/api-keys/api-key-table.tsx'
import { CompanyTable } from '../../../pages/companies/company-table.tsx'
import { OperationFailure, OrganizationState } from '../../../pages/organizations/operation-state.tsx'
import { OrganizationButtons } from '../../../pages/organizations/organization-buttons.tsx'
import { OrganizationFacts } from '../../../pages/organizations/organization-facts.tsx'
import { OrganizationRules } from '../../../pages/organizations/organization-rules.tsx'
import { PageHead } from '../../../pages/page-head.tsx'
import { UserTable } from '../../../pages/users/user-table.tsx'
import { withQuery } from '../../../ui/api/client.ts'
import { equals } from '../../../ui/api/filter.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { Reseller } from '../../../ui/api/types.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { ButtonLink } from '../../../ui/link/link.tsx'
import { useScope } from '../../../ui/scope/use-scope.ts'
import { can } from '../../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../../ui/state/states.tsx'
import { Tabs } from '../../../ui/tabs/tabs.tsx'
import { AddCompany } from './add-company.tsx'
import { resellerFacts } from './reseller-list.tsx'
import { ResellerStorage } from './reseller-storage.tsx'

export default function ResellerPage(): JSX.Element {
  const parameters = useParams<{ uid: string; tab?: string }>()
  const reseller = createLiveOne<Reseller>(() =>
    withQuery(`/organizations/resellers/${parameters.uid}`, { expand: 'Organization' }),
  )
  setTitle(() => reseller.data()?.name)
  return (
    <Show
      when={reseller.data()}
      fallback={
        <Show when={reseller.error()} fallback={<Skeleton />}>
          {(error) => <ErrorState isPage error={error()} onRetry={reseller.refresh} />}
        </Show>
      }
    >
      {(row) => <ResellerContent row={row()} tab={parameters.tab} />}
    </Show>
  )
}

function ResellerContent(props: { row: Reseller; tab: string | undefined }): JSX.Element {
  const home = () => `/resellers/${props.row.instanceUid}`
  const navigate = useNavigate()
  const { href } = useScope()
  return (
    <>
      <PageHead
        backHref="/resellers"
        backLabel={t('nav.resellers')}
        title={props.row.name}
        status={<OrganizationState row={props.row} />}
      >
        <Show when={can('resellers.edit')}>
          <ButtonLink href={`${home()}/edit`}>{t('action.edit')}</ButtonLink>
        </Show>
        <OrganizationButtons kind="reseller" rows={[props.row]} onDeleted={() => navigate(href('/resellers'))} />
      </PageHead>
      <Tabs
        base="/admin"
        tabs={[
          { href: home(), label: t('reseller.tab.overview') },
          { href: `${home()}/companies`, label: t('reseller.tab.companies') },
          { href: `${home()}/storage`, label: t('reseller.tab.storage') },
          ...(can('users.read') ? [{ href: `${home()}/users`, label: t('reseller.tab.users') }] : []),
          ...(can('apiKeys.manage') ? [{ href: `${home()}/api-keys`, label: t('company.tab.apiKeys') }] : []),
        ]}
      />
      <Switch
        fallback={
          <div data-component="detail-body">
            <section>
              <OperationFailure operation={props.row.operation} />
              <OrganizationFacts
                uid={props.row.instanceUid}
                organization={props.row._embedded?.organization}
                first={resellerFacts(props.row)}
              />
            </section>
            <section>
              <OrganizationRules uid={props.row.instanceUid} />
            </section>
          </div>
        }
      >
        <Match when={props.tab === 'companies'}>
          <CompanyTable
            name="reseller-companies"
            fixedFilter={[equals('resellerUid', props.row.instanceUid)]}
            without={['reseller']}
            newHref={`/companies/new?reseller=${props.row.instanceUid}`}
            more={<AddCompany resellerUid={props.row.instanceUid} name={props.row.name} />}
          />
        </Match>
        <Match when={props.tab === 'storage'}>
          <ResellerStorage resellerUid={props.row.instanceUid} />
        </Match>
        <Match when={props.tab === 'api-keys'}>
          <ApiKeyTable organizationUid={props.row.instanceUid} />
        </Match>
        <Match when={props.tab === 'users'}>
          <UserTable
            fixedFilter={[equals('organizationUid', props.row.instanceUid)]}
            organizationUid={props.row.instanceUid}
          />
        </Match>
      </Switch>
    </>
  )
}
