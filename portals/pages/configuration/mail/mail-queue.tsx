import { type JSX, Show } from 'solid-js'
import { post } from '../../../ui/api/client.ts'
import { revalidate } from '../../../ui/api/live.ts'
import type { Mail } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { Facts } from '../../../ui/facts/facts.tsx'
import { t } from '../../../ui/i18n/translate.ts'
import { Moment } from '../../../ui/moment/moment.tsx'
import { useSession } from '../../../ui/session/session.ts'
import { Status } from '../../../ui/status/status.tsx'
import type { StatusValue } from '../../../ui/status/vocabulary.ts'
import type { Column } from '../../../ui/table/columns.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { toastDone, toastFailed } from '../../../ui/toast/toasts.tsx'
import { MailTabs } from './mail-tabs.tsx'

const statuses: Record<Mail['status'], StatusValue> = {
  queued: { kind: 'never', label: 'mail.queue.status.queued' },
  sending: { kind: 'running', label: 'mail.queue.status.sending' },
  sent: { kind: 'success', label: 'mail.queue.status.sent' },
  deferred: { kind: 'warning', label: 'mail.queue.status.deferred' },
  failed: { kind: 'failed', label: 'mail.queue.status.failed' },
}

const columns = (): Column<Mail>[] => [
  {
    key: 'recipient',
    title: t('mail.queue.to'),
    property: 'recipient',
    isSortable: true,
    render: (row) => row.recipient,
  },
  {
    key: 'status',
    title: t('mail.queue.status'),
    property: 'status',
    isSortable: true,
    isOnCard: true,
    text: (row) => row.status,
    filter: {
      kind: 'choice',
      choices: Object.entries(statuses).map(([value, status]) => ({ value, label: t(status.label) })),
    },
    render: (row) => <Status value={statuses[row.status]} />,
  },
  { key: 'subject', title: t('mail.queue.subject'), isOnCard: true, render: (row) => row.subject },
  { key: 'organization', title: t('activity.organization'), priority: 'wide', render: (row) => row.organizationName },
  {
    key: 'created',
    title: t('mail.queue.created'),
    property: 'createdTime',
    isSortable: true,
    isOnCard: true,
    render: (row) => <Moment at={row.createdTime} />,
  },
  { key: 'reply', title: t('mail.queue.reply'), priority: 'wide', render: (row) => row.lastReply ?? '' },
  { key: 'template', title: t('mail.queue.template'), priority: 'chosen', render: (row) => row.template },
]

/** Every mail of the organization and of those below it, and what became of it: bounces are seen here. */
export default function MailQueue(): JSX.Element {
  const path = `/organizations/${useSession().organization.instanceUid}/mails`
  return (
    <>
      <MailTabs />
      <DataTable<Mail>
        name="mails"
        title={t('mail.queue.title')}
        path={`${path}?includeManaged=true`}
        columns={columns()}
        keyName="instanceUid"
        nameOf={(row) => row.recipient}
        findProperty="recipient"
        findLabel={t('mail.queue.find')}
        defaultSort={{ property: 'createdTime', isDescending: true }}
        empty={{ icon: 'mail', title: t('mail.queue.empty'), text: t('mail.queue.empty.text') }}
        panel={(row) => <MailPanel row={row} path={path} />}
      />
    </>
  )
}

function MailPanel(props: { row: Mail; path: string }): JSX.Element {
  const canRetry = () => props.row.status === 'deferred' || props.row.status === 'failed'

  async function retry(): Promise<void> {
    try {
      await post(`/organizations/${props.row.organizationUid}/mails/${props.row.instanceUid}/retry`)
      toastDone(t('mail.queue.retried', { to: props.row.recipient }))
    } catch (cause) {
      toastFailed(cause)
    }
    await revalidate(props.path)
  }

  return (
    <>
      <Show when={canRetry()}>
        <div data-part="actions">
          <Button onPress={retry}>{t('mail.queue.retry')}</Button>
        </div>
      </Show>
      <Facts
        facts={[
          { label: t('mail.queue.status'), value: <Status value={statuses[props.row.status]} /> },
          { label: t('mail.queue.subject'), value: props.row.subject },
          { label: t('activity.organization'), value: props.row.organizationName },
          { label: t('mail.queue.created'), value: <Moment at={props.row.createdTime} isAbsolute /> },
          { label: t('mail.queue.attempts'), value: String(props.row.attempts) },
          props.row.sentTime
            ? { label: t('mail.queue.sent'), value: <Moment at={props.row.sentTime} isAbsolute /> }
            : undefined,
          props.row.lastReply ? { label: t('mail.queue.reply'), value: props.row.lastReply } : undefined,
        ]}
      />
    </>
  )
}
