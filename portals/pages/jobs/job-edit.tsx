import { useNavigate, useParams } from '@solidjs/router'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { patch } from '../../ui/api/client.ts'
import { ApiError } from '../../ui/api/error.ts'
import { createLiveByUid, createLiveOne } from '../../ui/api/reads.ts'
import type { Job, JobConfiguration } from '../../ui/api/types.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { jobsPath } from './job-actions.ts'
import { jobPatch, jobValues } from './job-wire.ts'
import { JobWizard } from './job-wizard.tsx'

export default function JobEdit(): JSX.Element {
  const parameters = useParams<{ uid: string }>()
  const navigate = useNavigate()
  const { href } = useScope()
  const job = createLiveByUid<Job>(jobsPath, () => parameters.uid, { intervalMs: 0 })
  const path = () => {
    const agentUid = job.data()?.backupAgentUid
    return agentUid && `/infrastructure/backupAgents/linux/${agentUid}/jobs/${parameters.uid}/configuration`
  }
  const configuration = createLiveOne<JobConfiguration>(() => path() || undefined, { intervalMs: 0 })
  const name = () => configuration.data()?.name
  const title = () => t('jobForm.editTitle', { name: name() ?? '' })
  setTitle(() => name() && title())
  const error = () =>
    job.error() ??
    configuration.error() ??
    (job.data() === null ? new ApiError('notFound', 404, [], undefined) : undefined)

  return (
    <Switch fallback={<Skeleton />}>
      <Match when={error()}>
        {(failure) => <ErrorState isPage error={failure()} onRetry={configuration.refresh} />}
      </Match>
      <Match when={configuration.data()}>
        {(known) => (
          <Show when={job.data()} keyed>
            {(row) => (
              <JobWizard
                title={title()}
                finishLabel={t('jobForm.save')}
                initial={jobValues(row.backupAgentUid, known())}
                isEdit
                onCancel={() => navigate(href(`/jobs/${parameters.uid}`))}
                onSave={async (_agent, input) => {
                  const saved = await patch<JobConfiguration>(path() || '', jobPatch(known(), input))
                  toastDone(t('job.saved', { name: saved.name }))
                  return `/jobs/${parameters.uid}`
                }}
              />
            )}
          </Show>
        )}
      </Match>
    </Switch>
  )
}
