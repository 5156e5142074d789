import { type JSX, Show } from 'solid-js'
import { backupAgentsByMachine } from '../../ui/api/names.ts'
import type { ManagementAgent } from '../../ui/api/types.ts'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { type Fact, Facts } from '../../ui/facts/facts.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { Moment } from '../../ui/moment/moment.tsx'
import { can, useSession } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { connectionStatus } from '../../ui/status/vocabulary.ts'
import { CompanyName, LocationName } from '../organizations/names.tsx'
import { agentWord, JobCounts, platformWord } from './computer-columns.tsx'

export function computerFacts(row: ManagementAgent): (Fact | undefined)[] {
  const info = row.computerInfo
  return [
    { label: t('computer.connection'), value: <Status value={connectionStatus(row.connectionStatus)} /> },
    { label: t('computer.lastSeen'), value: <Moment at={row.lastHeartbeatTime} none={t('value.never')} /> },
    useSession().portal === 'client'
      ? undefined
      : { label: t('computer.company'), value: <CompanyName uid={row.organizationUid} /> },
    { label: t('computer.location'), value: <LocationName uid={row.locationUid} /> },
    { label: t('computer.jobs'), value: <JobCounts managementAgentUid={row.instanceUid} /> },
    { label: t('computer.os'), value: info.guestOs },
    { label: t('computer.platform'), value: platformWord(info.platformType) },
    { label: t('computer.host'), value: info.fqdn || row.hostName || '' },
    info.ipAddresses.length > 0 ? { label: t('computer.ip'), value: info.ipAddresses.join(', ') } : undefined,
    { label: t('computer.agentVersion'), value: row.version },
    { label: t('computer.state'), value: agentWord(row.status) },
    row.tag ? { label: t('computer.tag'), value: row.tag } : undefined,
    { label: t('computer.enrolled'), value: <Moment at={row.discoveryTime} isAbsolute /> },
    { label: t('computer.id'), value: <Copyable text={row.instanceUid} label={t('computer.id')} /> },
  ]
}

export function ComputerPanel(props: { row: ManagementAgent }): JSX.Element {
  const agent = () => backupAgentsByMachine.row(props.row.instanceUid)
  return (
    <>
      <div data-part="actions">
        <ButtonLink href={`/computers/${props.row.instanceUid}`}>{t('action.open')}</ButtonLink>
        <Show when={can('jobs.create') && agent()}>
          {(known) => <ButtonLink href={`/jobs/new?agent=${known().instanceUid}`}>{t('computer.newJob')}</ButtonLink>}
        </Show>
      </div>
      <Facts facts={computerFacts(props.row)} />
    </>
  )
}
