import { createSignal, type JSX, Show } from 'solid-js'
import type { Expression } from '../../ui/api/filter.ts'
import { computerName } from '../../ui/api/names.ts'
import type { ManagementAgent } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { can } from '../../ui/session/session.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { computerColumns } from './computer-columns.tsx'
import { ComputerPanel } from './computer-panel.tsx'
import { InstallDialog } from './install-dialog.tsx'

interface ComputerTableProps {
  /** A page of its own, with the title and the scope; otherwise a tab of a company. */
  title?: string
  fixedFilter?: Expression[]
  companyUid?: string
}

export function ComputerTable(props: ComputerTableProps): JSX.Element {
  const [isInstalling, setInstalling] = createSignal(false)
  const add = () => (
    <Show when={can('agents.download')}>
      <Button variant="primary" onPress={() => setInstalling(true)}>
        {t('computer.add')}
      </Button>
    </Show>
  )
  return (
    <>
      <DataTable<ManagementAgent>
        name="computers"
        title={props.title ?? t('nav.computers')}
        isEmbedded={!props.title}
        {...(props.fixedFilter ? { fixedFilter: props.fixedFilter } : {})}
        path="/infrastructure/managementAgents"
        columns={computerColumns(props.companyUid !== undefined)}
        keyName="instanceUid"
        nameOf={(row) => computerName(row) ?? row.instanceUid}
        findProperty="hostName"
        defaultSort={{ property: 'hostName', isDescending: false }}
        scopeProperties={
          props.companyUid
            ? { location: 'locationUid' }
            : { reseller: 'resellerUid', company: 'organizationUid', location: 'locationUid' }
        }
        primaryAction={add()}
        empty={{ icon: 'computer', title: t('computer.empty'), text: t('computer.empty.text'), action: add() }}
        panel={(row) => <ComputerPanel row={row} />}
      />
      <InstallDialog isOpen={isInstalling()} onClose={() => setInstalling(false)} companyUid={props.companyUid} />
    </>
  )
}
