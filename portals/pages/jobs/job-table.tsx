import { type JSX, Show } from 'solid-js'
import type { Expression } from '../../ui/api/filter.ts'
import type { Job } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { can } from '../../ui/session/session.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { isRunning, jobsPath, startJobs, stopJobs } from './job-actions.ts'
import { jobColumns } from './job-columns.tsx'
import { JobPanel } from './job-panel.tsx'

interface JobTableProps {
  title?: string
  fixedFilter?: Expression[]
  companyUid?: string
  backupAgentUid?: string | undefined
}

export function JobTable(props: JobTableProps): JSX.Element {
  const newHref = () => {
    if (props.backupAgentUid) return `/jobs/new?agent=${props.backupAgentUid}`
    return props.companyUid ? `/jobs/new?company=${props.companyUid}` : '/jobs/new'
  }
  const newJob = () => (
    <Show when={can('jobs.create')}>
      <ButtonLink href={newHref()} variant="primary">
        {t('job.new')}
      </ButtonLink>
    </Show>
  )
  const isOf = () => (props.backupAgentUid ? 'computer' : props.companyUid ? 'company' : 'anything')
  return (
    <DataTable<Job>
      name="jobs"
      title={props.title ?? t('nav.jobs')}
      isEmbedded={!props.title}
      {...(props.fixedFilter ? { fixedFilter: props.fixedFilter } : {})}
      path={jobsPath}
      columns={jobColumns(isOf())}
      keyName="instanceUid"
      nameOf={(row) => row.name ?? row.instanceUid}
      findProperty="name"
      defaultSort={{ property: 'name', isDescending: false }}
      scopeProperties={
        isOf() === 'anything' ? { reseller: 'resellerUid', company: 'organizationUid', location: 'locationUid' } : {}
      }
      primaryAction={newJob()}
      empty={{ icon: 'job', title: t('job.empty'), text: t('job.empty.text'), action: newJob() }}
      panel={(row) => <JobPanel row={row} />}
      {...(can('jobs.run')
        ? {
            bulk: (rows: Job[], clear: () => void) => (
              <>
                <Button
                  icon="play"
                  disabled={rows.every(isRunning)}
                  onPress={async () => {
                    await startJobs(rows.filter((row) => !isRunning(row)))
                    clear()
                  }}
                >
                  {t('job.start')}
                </Button>
                <Button
                  icon="stop"
                  disabled={!rows.some(isRunning)}
                  onPress={async () => {
                    await stopJobs(rows.filter(isRunning))
                    clear()
                  }}
                >
                  {t('job.stop')}
                </Button>
              </>
            ),
          }
        : {})}
    />
  )
}
