import { useParams } from '@solidjs/router'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { companyColumns } from '../../../pages/companies/company-columns.tsx'
import { OrganizationFacts } from '../../../pages/organizations/organization-facts.tsx'
import { PageHead } from '../../../pages/page-head.tsx'
import { UserTable } from '../../../pages/users/user-table.tsx'
import { withQuery } from '../../../ui/api/client.ts'
import { equals } from '../../../ui/api/filter.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { Company, Reseller } from '../../../ui/api/types.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { ButtonLink } from '../../../ui/link/link.tsx'
import { can } from '../../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../../ui/state/states.tsx'
import { Status } from '../../../ui/status/status.tsx'
import { enabledStatus } from '../../../ui/status/vocabulary.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { Tabs } from '../../../ui/tabs/tabs.tsx'
import { resellerFacts } from './reseller-list.tsx'

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
  const newCompany = () => (
    <Show when={can('companies.create')}>
      <ButtonLink href={`/companies/new?reseller=${props.row.instanceUid}`} variant="primary">
        {t('company.new')}
      </ButtonLink>
    </Show>
  )
  return (
    <>
      <PageHead
        backHref="/resellers"
        backLabel={t('nav.resellers')}
        title={props.row.name}
        status={<Status value={enabledStatus(props.row.status)} />}
      />
      <Tabs
        base="/admin"
        tabs={[
          { href: home(), label: t('reseller.tab.overview') },
          { href: `${home()}/companies`, label: t('reseller.tab.companies') },
          ...(can('users.read') ? [{ href: `${home()}/users`, label: t('reseller.tab.users') }] : []),
        ]}
      />
      <Switch
        fallback={
          <div data-component="detail-body">
            <section>
              <OrganizationFacts
                uid={props.row.instanceUid}
                organization={props.row._embedded?.organization}
                first={resellerFacts(props.row)}
              />
            </section>
          </div>
        }
      >
        <Match when={props.tab === 'companies'}>
          <DataTable<Company>
            name="reseller-companies"
            path="/organizations/companies"
            columns={companyColumns().filter((column) => column.key !== 'reseller')}
            keyName="instanceUid"
            nameOf={(row) => row.name}
            findProperty="name"
            defaultSort={{ property: 'name', isDescending: false }}
            fixedFilter={[equals('resellerUid', props.row.instanceUid)]}
            primaryAction={newCompany()}
            empty={{
              icon: 'building',
              title: t('company.empty'),
              text: t('company.empty.text'),
              action: newCompany(),
            }}
          />
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
