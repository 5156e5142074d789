import { useNavigate, useParams } from '@solidjs/router'
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { remove } from '../../ui/api/client.ts'
import { equals } from '../../ui/api/filter.ts'
import { backupAgentsByMachine, computerName } from '../../ui/api/names.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { ManagementAgent } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { useScope } from '../../ui/scope/use-scope.ts'
import { can, useSession } from '../../ui/session/session.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { Status } from '../../ui/status/status.tsx'
import { connectionStatus } from '../../ui/status/vocabulary.ts'
import { Tabs } from '../../ui/tabs/tabs.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { JobTable } from '../jobs/job-table.tsx'
import { PageHead } from '../page-head.tsx'
import { RestorePointTable } from '../restore-points/restore-point-table.tsx'
import { computerFacts } from './computer-panel.tsx'

const path = '/infrastructure/managementAgents'

export default function ComputerPage(): JSX.Element {
  const parameters = useParams<{ uid: string; tab?: string }>()
  const computer = createLiveOne<ManagementAgent>(() => `${path}/${parameters.uid}`)
  setTitle(() => computerName(computer.data()))
  return (
    <Show
      when={computer.data()}
      fallback={
        <Show when={computer.error()} fallback={<Skeleton />}>
          {(error) => <ErrorState isPage error={error()} onRetry={computer.refresh} />}
        </Show>
      }
    >
      {(row) => <ComputerContent row={row()} tab={parameters.tab} />}
    </Show>
  )
}

function ComputerContent(props: { row: ManagementAgent; tab: string | undefined }): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  const [isDeleting, setDeleting] = createSignal(false)
  const name = () => computerName(props.row) ?? props.row.instanceUid
  const home = () => `/computers/${props.row.instanceUid}`
  const agent = () => backupAgentsByMachine.row(props.row.instanceUid)
  const ofAgent = () => agent() && [equals('backupAgentUid', agent()?.instanceUid ?? null)]

  async function removeComputer(): Promise<void> {
    await remove(`${path}/${props.row.instanceUid}`)
    toastDone(t('computer.deleted', { name: name() }))
    navigate(href('/computers'))
  }

  return (
    <>
      <PageHead
        backHref="/computers"
        backLabel={t('nav.computers')}
        title={name()}
        status={<Status value={connectionStatus(props.row.connectionStatus)} />}
      >
        <Show when={can('agents.manage')}>
          <Button icon="trash" onPress={() => setDeleting(true)}>
            {t('computer.delete')}
          </Button>
        </Show>
        <Show when={can('jobs.create') && agent()}>
          {(known) => (
            <ButtonLink href={`/jobs/new?agent=${known().instanceUid}`} variant="primary">
              {t('computer.newJob')}
            </ButtonLink>
          )}
        </Show>
      </PageHead>
      <Tabs
        base={`/${useSession().portal}`}
        tabs={[
          { href: home(), label: t('computer.tab.overview') },
          ...(can('jobs.read') ? [{ href: `${home()}/jobs`, label: t('computer.tab.jobs') }] : []),
          ...(can('computers.read')
            ? [{ href: `${home()}/restore-points`, label: t('computer.tab.restorePoints') }]
            : []),
        ]}
      />
      <Switch
        fallback={
          <div data-component="detail-body">
            <section>
              <Facts facts={computerFacts(props.row)} />
            </section>
          </div>
        }
      >
        <Match when={props.tab === 'jobs'}>
          <Show when={ofAgent()} fallback={<NoBackupAgent />} keyed>
            {(filter) => <JobTable fixedFilter={filter} backupAgentUid={agent()?.instanceUid} />}
          </Show>
        </Match>
        <Match when={props.tab === 'restore-points'}>
          <Show when={ofAgent()} fallback={<NoBackupAgent />} keyed>
            {(filter) => <RestorePointTable fixedFilter={filter} isOfComputer />}
          </Show>
        </Match>
      </Switch>
      <DestroyDialog
        isOpen={isDeleting()}
        onClose={() => setDeleting(false)}
        title={t('computer.delete.title', { name: name() })}
        actionLabel={t('computer.delete')}
        losses={agent()?.totalJobsCount ? [t('loss.jobs', { count: agent()?.totalJobsCount ?? 0 })] : []}
        note={t('computer.delete.note')}
        onConfirm={removeComputer}
      />
    </>
  )
}

function NoBackupAgent(): JSX.Element {
  return <EmptyState icon="job" title={t('job.empty')} text={t('computer.noBackupAgent')} />
}
