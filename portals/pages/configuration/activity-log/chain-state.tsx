import './activity-log.css'
import { type JSX, Show } from 'solid-js'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { AuditChain } from '../../../ui/api/types.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { Moment } from '../../../ui/moment/moment.tsx'
import { useSession } from '../../../ui/session/session.ts'
import { Status } from '../../../ui/status/status.tsx'
import type { StatusValue } from '../../../ui/status/vocabulary.ts'

const minuteMs = 60_000

function stateOf(chain: AuditChain): StatusValue {
  if (chain.fault !== null) return { kind: 'failed', label: 'activity.chain.broken' }
  if (chain.verifiedDate === null) return { kind: 'never', label: 'activity.chain.notVerified' }
  return { kind: 'success', label: 'activity.chain.intact' }
}

/** Whether the record of the viewer's organization is what was once sealed. */
export function ChainState(): JSX.Element {
  const { organization, user } = useSession()
  // The chain is of the whole organization; who sees a part of it only sees no chain.
  const isWhole = user.role !== 'SiteAdministrator'
  const chain = createLiveOne<AuditChain>(
    () => (isWhole ? `/organizations/${organization.instanceUid}/auditChain` : undefined),
    { intervalMs: minuteMs },
  )
  return (
    <Show when={chain.data()}>
      {(known) => (
        <div data-component="chain-state">
          <Status value={stateOf(known())} />
          <Show
            when={known().fault}
            fallback={
              <span>
                {t('activity.chain.length', { count: known().length })}
                <Show when={known().verifiedDate}>
                  {(at) => (
                    <>
                      {' · '}
                      {t('activity.chain.verified')} <Moment at={at()} />
                    </>
                  )}
                </Show>
              </span>
            }
          >
            {(fault) => (
              <span>{t('activity.chain.fault', { sequence: known().faultSequence ?? 0, fault: fault() })}</span>
            )}
          </Show>
        </div>
      )}
    </Show>
  )
}
