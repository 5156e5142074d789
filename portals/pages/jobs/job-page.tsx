import './session-progress.css'
import { useNavigate, useParams } from '@solidjs/router'
import { createEffect, createMemo, createSignal, type JSX, Match, on, Show, Switch } from 'solid-js'
import { ApiError } from '../../ui/api/error.ts'
import { equals } from '../../ui/api/filter.ts'
import { revalidate } from '../../ui/api/live.ts'
import { createLiveByUid } from '../../ui/api/reads.ts'
import type { Job } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Icon } from '../../ui/icon/icon.tsx'
import { ButtonLink } from '../../ui/link/link.tsx'
import { useScope } from '../../ui/scope/use-scope.ts'
import { can, useSession } from '../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { Status } from '../../ui/status/status.tsx'
import { jobStatus } from '../../ui/status/vocabulary.ts'
import { Tabs } from '../../ui/tabs/tabs.tsx'
import { PageHead } from '../page-head.tsx'
import { RestorePointTable } from '../restore-points/restore-point-table.tsx'
import { deleteJob, jobsPath } from './job-actions.ts'
import { jobFacts, RunButton } from './job-panel.tsx'
import { createLiveSession } from './live-sessions.ts'
import { SessionProgress } from './session-progress.tsx'
import { SessionTable } from './session-table.tsx'

export default function JobPage(): JSX.Element {
  const parameters = useParams<{ uid: string; tab?: string }>()
  const job = createLiveByUid<Job>(jobsPath, () => parameters.uid)
  setTitle(() => job.data()?.name ?? undefined)
  return (
    <Show
      when={job.data()}
      fallback={
        <Switch fallback={<Skeleton />}>
          <Match when={job.error()}>{(error) => <ErrorState isPage error={error()} onRetry={job.refresh} />}</Match>
          <Match when={job.data() === null}>
            <ErrorState isPage error={new ApiError('notFound', 404, [], undefined)} />
          </Match>
        </Switch>
      }
    >
      {(row) => <JobContent row={row()} tab={parameters.tab} />}
    </Show>
  )
}

function JobContent(props: { row: Job; tab: string | undefined }): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  const [isDeleting, setDeleting] = createSignal(false)
  const live = createLiveSession(() => props.row.instanceUid)
  const running = createMemo(() => {
    const session = live()
    return session && session.endTime === null ? session : undefined
  })
  const name = () => props.row.name ?? props.row.instanceUid
  const home = () => `/jobs/${props.row.instanceUid}`

  // A run that began or ended changes the job, its history and its restore points.
  createEffect(
    on(
      () => live()?.status,
      () => void revalidate(jobsPath, '/backupJobs', '/protectedWorkloads'),
      { defer: true },
    ),
  )

  return (
    <>
      <PageHead
        backHref="/jobs"
        backLabel={t('nav.jobs')}
        title={name()}
        status={<Status value={jobStatus(props.row)} />}
      >
        <Show when={can('jobs.delete')}>
          <Button icon="trash" onPress={() => setDeleting(true)}>
            {t('action.delete')}
          </Button>
        </Show>
        <Show when={can('jobs.edit')}>
          <ButtonLink href={`${home()}/edit`}>{t('action.edit')}</ButtonLink>
        </Show>
        <RunButton row={props.row} variant="primary" />
      </PageHead>
      <Tabs
        base={`/${useSession().portal}`}
        tabs={[
          { href: home(), label: t('job.tab.history') },
          ...(can('computers.read') ? [{ href: `${home()}/restore-points`, label: t('job.tab.restorePoints') }] : []),
          { href: `${home()}/configuration`, label: t('job.tab.configuration') },
        ]}
      />
      <Show when={running()}>{(session) => <SessionProgress session={session()} />}</Show>
      <Show when={!running() && props.row.status === 'Failed' && props.row.failureMessage}>
        {(message) => (
          <div data-component="failure">
            <Icon name="alert" />
            <p>{message()}</p>
          </div>
        )}
      </Show>
      <Switch fallback={<SessionTable jobUid={props.row.instanceUid} />}>
        <Match when={props.tab === 'restore-points'}>
          <RestorePointTable fixedFilter={[equals('jobUid', props.row.instanceUid)]} isOfComputer />
        </Match>
        <Match when={props.tab === 'configuration'}>
          <div data-component="detail-body">
            <section>
              <Facts facts={jobFacts(props.row)} />
            </section>
          </div>
        </Match>
      </Switch>
      <DestroyDialog
        isOpen={isDeleting()}
        onClose={() => setDeleting(false)}
        title={t('job.delete.title', { name: name() })}
        actionLabel={t('job.delete')}
        losses={[]}
        note={t('job.delete.note')}
        onConfirm={async () => {
          await deleteJob(props.row)
          navigate(href('/jobs'))
        }}
      />
    </>
  )
}
