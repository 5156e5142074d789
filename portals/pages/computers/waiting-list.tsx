import { createSignal, type JSX, Show } from 'solid-js'
import type { UnverifiedAgent } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Moment } from '../../ui/moment/moment.tsx'
import { can } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { unverifiedStatus } from '../../ui/status/vocabulary.ts'
import type { Column } from '../../ui/table/columns.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { AcceptDialog } from './accept-dialog.tsx'
import { platformWord } from './computer-columns.tsx'

/** Agents that came without a valid token, to be taken into a company by somebody. */
export default function WaitingList(): JSX.Element {
  setTitle(() => t('waiting.title'))
  const [accepting, setAccepting] = createSignal<readonly UnverifiedAgent[]>([])
  const isAcceptable = (row: UnverifiedAgent) => row.status === 'Pending' || row.status === 'Rejected'

  const columns: Column<UnverifiedAgent>[] = [
    {
      key: 'name',
      title: t('computer.host'),
      property: 'hostName',
      isSortable: true,
      render: (row) => row.hostName ?? row.instanceUid,
    },
    {
      key: 'state',
      title: t('waiting.state'),
      property: 'status',
      isSortable: true,
      isOnCard: true,
      text: (row) => row.status,
      filter: {
        kind: 'choice',
        choices: [
          { value: 'Pending', label: t('status.waiting') },
          { value: 'Accepted', label: t('status.accepted') },
          { value: 'Rejected', label: t('status.rejected') },
        ],
      },
      render: (row) => <Status value={unverifiedStatus(row.status)} />,
    },
    {
      key: 'since',
      title: t('waiting.since'),
      property: 'registrationTime',
      isSortable: true,
      isOnCard: true,
      render: (row) => <Moment at={row.registrationTime} />,
    },
    {
      key: 'platform',
      title: t('computer.platform'),
      property: 'platformType',
      isOnCard: true,
      render: (row) => platformWord(row.platformType),
    },
    { key: 'tag', title: t('computer.tag'), priority: 'wide', render: (row) => row.tag ?? '' },
    {
      key: 'message',
      title: t('waiting.message'),
      render: (row) => row.rejectReason ?? row.statusMessage ?? '',
    },
    ...(can('unverifiedAgents.accept')
      ? [
          {
            key: 'accept',
            title: t('accept.one'),
            isOnCard: true,
            render: (row: UnverifiedAgent) => (
              <Show when={isAcceptable(row)}>
                <Button variant="quiet" onPress={() => setAccepting([row])}>
                  {t('accept.one')}
                </Button>
              </Show>
            ),
          },
        ]
      : []),
  ]

  return (
    <>
      <DataTable<UnverifiedAgent>
        name="waiting-computers"
        title={t('waiting.title')}
        path="/infrastructure/unverifiedAgents"
        columns={columns}
        keyName="instanceUid"
        nameOf={(row) => row.hostName ?? row.instanceUid}
        findProperty="hostName"
        defaultSort={{ property: 'registrationTime', isDescending: true }}
        empty={{ icon: 'check', title: t('waiting.empty'), text: t('waiting.empty.text') }}
        {...(can('unverifiedAgents.accept')
          ? {
              bulk: (rows: UnverifiedAgent[]) => (
                <Button variant="primary" onPress={() => setAccepting(rows.filter(isAcceptable))}>
                  {t('accept.one')}
                </Button>
              ),
            }
          : {})}
      />
      <AcceptDialog rows={accepting()} onClose={() => setAccepting([])} />
    </>
  )
}
