import { type JSX, Show } from 'solid-js'
import { backupAgents, companies, computerName, locations, managementAgents, resellers } from '../../ui/api/names.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { useSession } from '../../ui/session/session.ts'

/** Names of things that a row knows by their id. While the name is looked up, or may not be read, the cell stays calm. */
function Name(props: {
  uid: string | null | undefined
  name: string | undefined
  href?: string | undefined
}): JSX.Element {
  return (
    <Show when={props.uid} fallback={<span data-tone="faint">{t('value.none')}</span>}>
      <Show when={props.href && props.name} fallback={props.name ?? ''}>
        <Link href={props.href ?? ''}>{props.name}</Link>
      </Show>
    </Show>
  )
}

/** Companies have no page in the client portal: there the name is only a name. */
function hasCompanyPages(): boolean {
  return useSession().portal !== 'client'
}

export function CompanyName(props: { uid: string | null | undefined }): JSX.Element {
  return (
    <Name
      uid={props.uid}
      name={companies.row(props.uid)?.name}
      href={hasCompanyPages() ? `/companies/${props.uid}` : undefined}
    />
  )
}

export function ResellerName(props: { uid: string | null | undefined }): JSX.Element {
  return (
    <Name
      uid={props.uid}
      name={resellers.row(props.uid)?.name}
      href={useSession().portal === 'admin' ? `/resellers/${props.uid}` : undefined}
    />
  )
}

/** Any organization a user can belong to: company, reseller, or the viewer's own. */
export function OrganizationName(props: { uid: string }): JSX.Element {
  const own = () => (useSession().organization.instanceUid === props.uid ? useSession().organization.name : undefined)
  const reseller = () => (useSession().portal === 'admin' ? resellers.row(props.uid) : undefined)
  return (
    <Show when={!own()} fallback={own()}>
      <Show when={!companies.row(props.uid) && reseller()} fallback={<CompanyName uid={props.uid} />}>
        <ResellerName uid={props.uid} />
      </Show>
    </Show>
  )
}

export function LocationName(props: { uid: string | null | undefined }): JSX.Element {
  return <Name uid={props.uid} name={locations.row(props.uid)?.name} />
}

/** The computer on which a backup agent runs. */
export function ComputerName(props: { backupAgentUid: string | null | undefined }): JSX.Element {
  const agent = () => backupAgents.row(props.backupAgentUid)
  return (
    <Name
      uid={props.backupAgentUid}
      name={agent()?.name}
      href={agent() ? `/computers/${agent()?.managementAgentUid}` : undefined}
    />
  )
}

export function computerNameOfBackupAgent(backupAgentUid: string | null | undefined): string | undefined {
  const agent = backupAgents.row(backupAgentUid)
  return agent ? (computerName(managementAgents.row(agent.managementAgentUid)) ?? agent.name) : undefined
}
