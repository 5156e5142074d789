import './operation-state.css'
import { type JSX, Show } from 'solid-js'
import type { PendingOperation } from '../../ui/api/types.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Status } from '../../ui/status/status.tsx'
import { enabledStatus, type StatusValue } from '../../ui/status/vocabulary.ts'

interface Changing {
  status?: string | undefined
  operation?: PendingOperation | null | undefined
}

function operationStatus(operation: PendingOperation): StatusValue {
  if (operation.status === 'failed') return { kind: 'failed', label: `operation.failed.${operation.name}` }
  return { kind: 'running', label: `operation.${operation.name}`, percent: operation.progressPercent }
}

/** What an organization is; and while a slow change of it is carried through, or failed, that beside it. */
export function OrganizationState(props: { row: Changing; isWhole?: boolean }): JSX.Element {
  return (
    <span data-component="operation-state">
      <Show when={props.row.status}>
        <Status value={enabledStatus(props.row.status)} />
      </Show>
      <Show when={props.row.operation}>
        {(operation) => (
          <span title={operation().error ?? undefined}>
            <Status value={operationStatus(operation())} />
          </span>
        )}
      </Show>
    </span>
  )
}

/** Why a slow change does not get through, for the place that has room for a sentence. */
export function OperationFailure(props: { operation: PendingOperation | null | undefined }): JSX.Element {
  const failed = () => (props.operation?.status === 'failed' ? props.operation : undefined)
  return (
    <Show when={failed()}>
      {(operation) => (
        <p data-component="operation-failure" role="status">
          {t(`operation.failed.${operation().name}`)}: {operation().error ?? t('operation.failed.noReason')}{' '}
          {t('operation.failed.goesOn')}
        </p>
      )}
    </Show>
  )
}
