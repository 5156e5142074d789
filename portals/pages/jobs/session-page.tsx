import './session-progress.css'
import { useParams } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { jobs } from '../../ui/api/names.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { JobSessionDetail } from '../../ui/api/types.ts'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Icon } from '../../ui/icon/icon.tsx'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { Status } from '../../ui/status/status.tsx'
import { sessionStatus } from '../../ui/status/vocabulary.ts'
import { PageHead } from '../page-head.tsx'
import { SessionLog, sessionFacts } from './session-panel.tsx'
import { SessionProgress } from './session-progress.tsx'
import { sessionName } from './session-table.tsx'

/** One run of a job, with its log. */
export default function SessionPage(): JSX.Element {
  const parameters = useParams<{ uid: string; sessionUid: string }>()
  const session = createLiveOne<JobSessionDetail>(
    () => `/backupJobs/${parameters.uid}/sessions/${parameters.sessionUid}`,
    { intervalMs: 2_000 },
  )
  setTitle(() => {
    const row = session.data()
    return row && sessionName(row)
  })
  return (
    <Show
      when={session.data()}
      fallback={
        <Show when={session.error()} fallback={<Skeleton />}>
          {(error) => <ErrorState isPage error={error()} onRetry={session.refresh} />}
        </Show>
      }
    >
      {(row) => (
        <>
          <PageHead
            backHref={`/jobs/${parameters.uid}`}
            backLabel={jobs.row(parameters.uid)?.name ?? t('session.close')}
            title={sessionName(row())}
            status={<Status value={sessionStatus(row())} />}
          />
          <Show when={row().endTime === null}>
            <SessionProgress session={row()} />
          </Show>
          <Show when={row().failureMessage}>
            {(message) => (
              <div data-component="failure">
                <Icon name="alert" />
                <p>{message()}</p>
              </div>
            )}
          </Show>
          <div data-component="detail-body">
            <section>
              <Facts
                facts={[
                  ...sessionFacts({ ...row(), failureMessage: null }),
                  { label: t('session.id'), value: <Copyable text={row().instanceUid} label={t('session.id')} /> },
                ]}
              />
            </section>
            <section>
              <h2>{t('session.log')}</h2>
              <SessionLog log={row().log} />
            </section>
          </div>
        </>
      )}
    </Show>
  )
}
