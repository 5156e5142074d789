import { useNavigate, useParams } from '@solidjs/router'
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { withQuery } from '../../ui/api/client.ts'
import { equals } from '../../ui/api/filter.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { Company } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { can, useSession } from '../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { Status } from '../../ui/status/status.tsx'
import { enabledStatus } from '../../ui/status/vocabulary.ts'
import { Tabs } from '../../ui/tabs/tabs.tsx'
import { ComputerTable } from '../computers/computer-table.tsx'
import { JobTable } from '../jobs/job-table.tsx'
import { LocationTable } from '../locations/location-table.tsx'
import { OrganizationFacts } from '../organizations/organization-facts.tsx'
import { Figures } from '../overview/figures.tsx'
import { PageHead } from '../page-head.tsx'
import { RepositoryTable } from '../storage/repository-table.tsx'
import { ResourceTable } from '../storage/resource-table.tsx'
import { UserTable } from '../users/user-table.tsx'
import { enableCompanies } from './company-actions.ts'
import { companyFacts } from './company-columns.tsx'
import { companyFigures } from './company-figures.ts'
import { DeleteCompany } from './delete-dialog.tsx'
import { DisableCompanies } from './disable-dialog.tsx'

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
  const [isDeleting, setDeleting] = createSignal(false)
  const home = () => `/companies/${props.row.instanceUid}`
  const ofCompany = () => [equals('organizationUid', props.row.instanceUid)]
  const base = `/${useSession().portal}`

  return (
    <>
      <PageHead
        backHref="/companies"
        backLabel={t('nav.companies')}
        title={props.row.name}
        status={<Status value={enabledStatus(props.row.status)} />}
      >
        <Show when={can('companies.enable')}>
          <Show when={props.row.status === 'Disabled'} fallback={<DisableCompanies rows={[props.row]} />}>
            <Button onPress={() => enableCompanies([props.row])}>{t('action.enable')}</Button>
          </Show>
        </Show>
        <Show when={can('companies.delete')}>
          <Button icon="trash" onPress={() => setDeleting(true)}>
            {t('action.delete')}
          </Button>
        </Show>
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
        ]}
      />
      <Switch
        fallback={
          <div data-component="detail-body">
            <section>
              <OrganizationFacts
                uid={props.row.instanceUid}
                organization={props.row._embedded?.organization}
                first={companyFacts(props.row)}
              />
            </section>
            <section>
              <Figures figures={companyFigures(props.row.instanceUid)} />
            </section>
          </div>
        }
      >
        <Match when={props.tab === 'computers'}>
          <ComputerTable fixedFilter={ofCompany()} companyUid={props.row.instanceUid} />
        </Match>
        <Match when={props.tab === 'jobs'}>
          <JobTable fixedFilter={ofCompany()} companyUid={props.row.instanceUid} />
        </Match>
        <Match when={props.tab === 'users'}>
          <UserTable fixedFilter={ofCompany()} organizationUid={props.row.instanceUid} />
        </Match>
        <Match when={props.tab === 'locations'}>
          <LocationTable fixedFilter={ofCompany()} companyUid={props.row.instanceUid} />
        </Match>
        <Match when={props.tab === 'storage'}>
          <ResourceTable
            fixedFilter={[equals('companyUid', props.row.instanceUid)]}
            companyUid={props.row.instanceUid}
          />
        </Match>
        <Match when={props.tab === 'repositories'}>
          <RepositoryTable fixedFilter={ofCompany()} companyUid={props.row.instanceUid} />
        </Match>
      </Switch>
      <DeleteCompany
        row={props.row}
        isOpen={isDeleting()}
        onClose={() => setDeleting(false)}
        onDeleted={() => navigate(href('/companies'))}
      />
    </>
  )
}
