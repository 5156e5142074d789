import { useNavigate, useSearchParams } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import type { JobConfiguration } from '../../ui/api/types.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { newJob } from './job-form.ts'
import { JobWizard } from './job-wizard.tsx'

export default function JobNew(): JSX.Element {
  setTitle(() => t('job.new'))
  const navigate = useNavigate()
  const { href } = useScope()
  const [parameters] = useSearchParams<{ agent?: string }>()
  return (
    <JobWizard
      title={t('job.new')}
      finishLabel={t('jobForm.create')}
      initial={{ ...newJob, backupAgentUid: parameters.agent ?? '' }}
      isEdit={false}
      onCancel={() => navigate(href('/jobs'))}
      onSave={async (backupAgentUid, input) => {
        const created = await post<JobConfiguration>(
          `/infrastructure/backupAgents/linux/${backupAgentUid}/jobs/configuration`,
          input,
        )
        toastDone(t('job.created', { name: created.name }))
        return `/jobs/${created.instanceUid}`
      }}
    />
  )
}
