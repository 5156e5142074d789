import { For, type JSX, Show } from 'solid-js'
import { equals, oneOf } from '../../ui/api/filter.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { Job } from '../../ui/api/types.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink, Link } from '../../ui/link/link.tsx'
import { Moment } from '../../ui/moment/moment.tsx'
import { declareScope } from '../../ui/scope/applied.ts'
import { type ScopeProperties, scopeFilter } from '../../ui/scope/scope.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { roleName } from '../../ui/session/roles.ts'
import { can, useSession } from '../../ui/session/session.ts'
import { EmptyState } from '../../ui/state/states.tsx'
import { Status } from '../../ui/status/status.tsx'
import { jobStatus } from '../../ui/status/vocabulary.ts'
import { jobsPath } from '../jobs/job-actions.ts'
import { ComputerName } from '../organizations/names.tsx'
import { type Figure, Figures } from './figures.tsx'

const ofCompany: ScopeProperties = { company: 'organizationUid' }

function figures(): Figure[] {
  const jobs = { path: jobsPath, scope: ofCompany, permission: 'jobs.read' } as const
  const agents = { path: '/infrastructure/managementAgents', scope: ofCompany, permission: 'agents.read' } as const
  return [
    {
      ...jobs,
      label: t('overview.failed'),
      kind: 'failed',
      href: '/jobs?f.status=Failed',
      filter: [equals('status', 'Failed')],
    },
    {
      ...jobs,
      label: t('overview.warning'),
      kind: 'warning',
      href: '/jobs?f.status=Warning',
      filter: [equals('status', 'Warning')],
    },
    {
      ...jobs,
      label: t('overview.running'),
      kind: 'running',
      href: '/jobs?f.status=Running,Starting,Stopping',
      filter: [oneOf('status', ['Running', 'Starting', 'Stopping'])],
    },
    {
      ...jobs,
      label: t('overview.success'),
      kind: 'success',
      href: '/jobs?f.status=Success',
      filter: [equals('status', 'Success')],
    },
    {
      ...jobs,
      label: t('overview.never'),
      kind: 'never',
      href: '/jobs?f.status=None',
      filter: [equals('status', 'None')],
    },
    { ...agents, label: t('nav.computers'), href: '/computers', filter: [] },
    {
      ...agents,
      label: t('overview.offline'),
      kind: 'failed',
      href: '/computers?f.connection=Inaccessible',
      filter: [equals('connectionStatus', 'Inaccessible')],
    },
    {
      label: t('overview.waiting'),
      kind: 'warning',
      href: '/computers/waiting',
      path: '/infrastructure/unverifiedAgents',
      filter: [equals('status', 'Pending')],
      scope: {},
      permission: 'unverifiedAgents.read',
      isOnlyWhenAny: true,
    },
    ...(useSession().portal === 'client'
      ? []
      : [
          {
            label: t('nav.companies'),
            href: '/companies',
            path: '/organizations/companies',
            filter: [],
            scope: { company: 'instanceUid' } as const,
            permission: 'companies.read' as const,
          },
        ]),
    {
      label: t('nav.restorePoints'),
      href: '/restore-points',
      path: '/protectedWorkloads/computersManagedByConsole/restorePoints',
      filter: [],
      scope: ofCompany,
      permission: 'computers.read',
    },
  ]
}

/** Roles that look after invoices only. */
function NothingToWatch(): JSX.Element {
  return (
    <EmptyState
      icon="home"
      title={t('overview.nothing')}
      text={t('overview.nothing.text', { role: roleName(useSession().user.role) })}
    >
      <ButtonLink href="/profile">{t('profile.open')}</ButtonLink>
    </EmptyState>
  )
}

/** What calls for somebody now. Each number is a link to the list behind it. */
export default function Overview(): JSX.Element {
  setTitle(() => t('nav.overview'))
  declareScope(() => ['company'])
  const { scope } = useScope()
  const troubled = createLivePage<Job>(
    () => (can('jobs.read') ? jobsPath : undefined),
    () => ({
      filter: [oneOf('status', ['Failed', 'Warning']), ...scopeFilter(scope(), ofCompany)],
      sort: { property: 'lastRun', isDescending: true },
      limit: 8,
    }),
  )
  return (
    <div data-component="overview">
      <header data-component="page-head">
        <h1 tabindex="-1">{t('nav.overview')}</h1>
      </header>
      <Show when={figures().some((figure) => can(figure.permission))} fallback={<NothingToWatch />}>
        <Figures figures={figures()} />
      </Show>
      <Show when={(troubled.data()?.items.length ?? 0) > 0}>
        <section data-part="troubled">
          <h2>{t('overview.attention')}</h2>
          <ul>
            <For each={troubled.data()?.items ?? []}>
              {(job) => (
                <li>
                  <Status value={jobStatus(job)} />
                  <Link href={`/jobs/${job.instanceUid}`}>{job.name ?? job.instanceUid}</Link>
                  <ComputerName backupAgentUid={job.backupAgentUid} />
                  <Moment at={job.lastRun} />
                  <p>{job.failureMessage ?? ''}</p>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
    </div>
  )
}
