import type { JSX } from 'solid-js'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { JobTable } from './job-table.tsx'

export default function JobList(): JSX.Element {
  setTitle(() => t('nav.jobs'))
  return <JobTable title={t('nav.jobs')} />
}
