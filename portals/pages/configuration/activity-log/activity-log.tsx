import type { JSX } from 'solid-js'
import type { ActivityLog } from '../../../ui/api/types.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { can, useSession } from '../../../ui/session/session.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { Tabs } from '../../../ui/tabs/tabs.tsx'
import { activityColumns } from './activity-columns.tsx'
import { ActivityPanel } from './activity-panel.tsx'
import { ChainState } from './chain-state.tsx'
import { RetentionButton } from './retention-dialog.tsx'

export function LogTabs(): JSX.Element {
  return (
    <Tabs
      base={`/${useSession().portal}`}
      tabs={[
        { href: '/activity-log', label: t('activity.title') },
        ...(can('tasks.read') ? [{ href: '/task-log', label: t('tasks.title') }] : []),
      ]}
    />
  )
}

export default function ActivityLogPage(): JSX.Element {
  const isOwnOnly = useSession().portal === 'client'
  setTitle(() => t('activity.title'))
  return (
    <>
      <LogTabs />
      <ChainState />
      <DataTable<ActivityLog>
        name="activity-log"
        title={t('activity.title')}
        path="/eventLogs/activityLogs"
        columns={activityColumns(isOwnOnly)}
        keyName="instanceUid"
        nameOf={(row) => row.message}
        findProperty="userName"
        findLabel={t('activity.find')}
        defaultSort={{ property: 'date', isDescending: true }}
        primaryAction={<RetentionButton />}
        scopeProperties={isOwnOnly ? {} : { company: 'organizationUid' }}
        empty={{ icon: 'history', title: t('activity.empty'), text: t('activity.empty.text') }}
        panel={(row) => <ActivityPanel row={row} />}
      />
    </>
  )
}
