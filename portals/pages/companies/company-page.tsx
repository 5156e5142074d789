import { useNavigate, useParams } from '@solidjs/router'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { withQuery } from '../../ui/api/client.ts'
import { equals } from '../../ui/api/filter.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { Company } from '../../ui/api/types.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { useScope } from '../../ui/scope/use-scope.ts'
import { Allowed } from '../../ui/session/allowed.tsx'
import { can, useSession } from '../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { Tabs } from '../../ui/tabs/tabs.tsx'
import { ApiKeyTable } from '../api-keys/api-key-table.tsx'
import { ComputerTable } from '../computers/computer-table.tsx'
import { JobTable } from '../jobs/job-table.tsx'
import { LocationTable } from '../locations/location-table.tsx'
import { OperationFailure, OrganizationState } from '../organizations/operation-state.tsx'
import { OrganizationFacts } from '../organizations/organization-facts.tsx'
import { OrganizationRules } from '../organizations/organization-rules.tsx'
import { Figures } from '../overview/figures.tsx'
import { PageHead } from '../page-head.tsx'
import { RepositoryTable } from '../storage/repository-table.tsx'
import { ResourceTable } from '../storage/resource-table.tsx'
import { UserTable } from '../users/user-table.tsx'
import { CompanyButtons } from './company-buttons.tsx'
import { companyFacts } from './company-columns.tsx'
import { companyFigures } from './company-figures.ts'

export default function CompanyPage(): JSX.Element {
  const parameters = useParams<{ uid: string; tab?: string }>()
  const company = createLiveOne<Company>(() =>
    withQuery(`/organizations/companies/${parameters.uid}`, { expand: 'Organization' }),
  )
  setTitle(() => company.data()?.name)
  return (
    <Show
      when={company.data()}
      fallback={
        <Show when={company.error()} fallback={<Skeleton />}>
          {(error) => <ErrorState isPage error={error()} onRetry={company.refresh} />}
        </Show>
      }
    >
      {(row) => <CompanyContent row={row()} tab={parameters.tab} />}
    </Show>
  )
}

function CompanyContent(props: { row: Company; tab: string | undefined }): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  const home = () => `/companies/${props.row.instanceUid}`
  const ofCompany = () => [equals('organizationUid', props.row.instanceUid)]
  const base = `/${useSession().portal}`

  return (
    <>
      <PageHead
        backHref="/companies"
        backLabel={t('nav.companies')}
        title={props.row.name}
        status={<OrganizationState row={props.row} />}
      >
        <Show when={can('companies.edit')}>
          <ButtonLink href={`${home()}/edit`}>{t('action.edit')}</ButtonLink>
        </Show>
        <CompanyButtons rows={[props.row]} onDeleted={() => navigate(href('/companies'))} />
      </PageHead>
      <Tabs
        base={base}
        tabs={[
          { href: home(), label: t('company.tab.overview') },
          ...(can('agents.read') ? [{ href: `${home()}/computers`, label: t('company.tab.computers') }] : []),
          ...(can('jobs.read') ? [{ href: `${home()}/jobs`, label: t('company.tab.jobs') }] : []),
          ...(can('users.read') ? [{ href: `${home()}/users`, label: t('company.tab.users') }] : []),
          ...(can('locations.read') ? [{ href: `${home()}/locations`, label: t('company.tab.locations') }] : []),
          ...(can('tenants.read') ? [{ href: `${home()}/storage`, label: t('company.tab.storage') }] : []),
          ...(can('repositories.read')
            ? [{ href: `${home()}/repositories`, label: t('company.tab.repositories') }]
            : []),
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
                first={companyFacts(props.row)}
              />
            </section>
            <section>
              <Figures figures={companyFigures(props.row.instanceUid)} />
              <OrganizationRules uid={props.row.instanceUid} isCompany />
            </section>
          </div>
        }
      >
        <Match when={props.tab === 'computers'}>
          <Allowed permission="agents.read">
            <ComputerTable fixedFilter={ofCompany()} companyUid={props.row.instanceUid} />
          </Allowed>
        </Match>
        <Match when={props.tab === 'jobs'}>
          <Allowed permission="jobs.read">
            <JobTable fixedFilter={ofCompany()} companyUid={props.row.instanceUid} />
          </Allowed>
        </Match>
        <Match when={props.tab === 'users'}>
          <Allowed permission="users.read">
            <UserTable fixedFilter={ofCompany()} organizationUid={props.row.instanceUid} />
          </Allowed>
        </Match>
        <Match when={props.tab === 'locations'}>
          <Allowed permission="locations.read">
            <LocationTable fixedFilter={ofCompany()} companyUid={props.row.instanceUid} />
          </Allowed>
        </Match>
        <Match when={props.tab === 'storage'}>
          <Allowed permission="tenants.read">
            <ResourceTable
              fixedFilter={[equals('companyUid', props.row.instanceUid)]}
              companyUid={props.row.instanceUid}
            />
          </Allowed>
        </Match>
        <Match when={props.tab === 'api-keys'}>
          <Allowed permission="apiKeys.manage">
            <ApiKeyTable organizationUid={props.row.instanceUid} />
          </Allowed>
        </Match>
        <Match when={props.tab === 'repositories'}>
          <Allowed permission="repositories.read">
            <RepositoryTable fixedFilter={ofCompany()} companyUid={props.row.instanceUid} />
          </Allowed>
        </Match>
      </Switch>
    </>
  )
}
