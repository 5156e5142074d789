import { equals } from '../../ui/api/filter.ts'
import { t } from '../../ui/i18n/translate.ts'
import { jobsPath } from '../jobs/job-actions.ts'
import type { Figure } from '../overview/figures.tsx'

/** What a company has, each number leading to the tab behind it. */
export function companyFigures(companyUid: string): Figure[] {
  const home = `/companies/${companyUid}`
  const filter = [equals('organizationUid', companyUid)]
  const jobs = { path: jobsPath, scope: {}, permission: 'jobs.read' } as const
  return [
    {
      label: t('nav.computers'),
      href: `${home}/computers`,
      path: '/infrastructure/managementAgents',
      filter,
      scope: {},
      permission: 'agents.read',
    },
    { ...jobs, label: t('nav.jobs'), href: `${home}/jobs`, filter },
    {
      ...jobs,
      label: t('overview.failed'),
      kind: 'failed',
      href: `${home}/jobs?f.status=Failed`,
      filter: [...filter, equals('status', 'Failed')],
    },
    {
      label: t('nav.restorePoints'),
      href: `/restore-points?company=${companyUid}`,
      path: '/protectedWorkloads/computersManagedByConsole/restorePoints',
      filter,
      scope: {},
      permission: 'computers.read',
    },
    {
      label: t('nav.repositories'),
      href: `${home}/repositories`,
      path: '/repositories',
      filter,
      scope: {},
      permission: 'repositories.read',
    },
  ]
}
