import { type JSX, Show } from 'solid-js'
import { equals } from '../../ui/api/filter.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { UnverifiedAgent } from '../../ui/api/types.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Icon } from '../../ui/icon/icon.tsx'
import { Link } from '../../ui/link/link.tsx'
import { can } from '../../ui/session/session.ts'
import './computers.css'
import { ComputerTable } from './computer-table.tsx'

export default function ComputerList(): JSX.Element {
  setTitle(() => t('nav.computers'))
  return (
    <>
      <Show when={can('unverifiedAgents.read')}>
        <WaitingLink />
      </Show>
      <ComputerTable title={t('nav.computers')} />
    </>
  )
}

/** Says that agents wait, only when some do: it calls for action. */
function WaitingLink(): JSX.Element {
  const waiting = createLivePage<UnverifiedAgent>(
    () => '/infrastructure/unverifiedAgents',
    () => ({ filter: [equals('status', 'Pending')], limit: 1 }),
  )
  return (
    <Show when={(waiting.data()?.total ?? 0) > 0}>
      <Link href="/computers/waiting" data-component="call">
        <Icon name="alert" />
        {t('waiting.link', { count: waiting.data()?.total ?? 0 })}
        <Icon name="chevronRight" size={12} />
      </Link>
    </Show>
  )
}
