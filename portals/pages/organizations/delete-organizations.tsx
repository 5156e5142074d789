import { createResource, createSignal, createUniqueId, type JSX, Match, Show, Switch } from 'solid-js'
import { toApiError } from '../../ui/api/error.ts'
import { revalidate } from '../../ui/api/live.ts'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { formatExact, parseTime } from '../../ui/format/time.ts'
import { t } from '../../ui/i18n/translate.ts'
import { viewerZone } from '../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { readDeletionPlans } from './deletion-plans.ts'
import { deleteOrganization, type Kind, losses, type Subject } from './organization-actions.ts'

interface DeleteProps {
  kind: Kind
  rows: readonly Subject[]
  onClose: () => void
  onDeleted: () => void
}

/** Counts what goes before it asks; the name is typed, since computers lose their connection at once. */
export function DeleteOrganizations(props: DeleteProps): JSX.Element {
  const rows = props.rows
  const [plans, { refetch }] = createResource(() => readDeletionPlans(rows).catch(toApiError))
  const [removesAgents, setRemovesAgents] = createSignal(false)
  const [removesBackups, setRemovesBackups] = createSignal(false)
  const failure = () => {
    const outcome = plans()
    return outcome instanceof Error ? outcome : undefined
  }
  const known = () => {
    const outcome = plans()
    return outcome && !(outcome instanceof Error) ? outcome : undefined
  }
  const [first] = rows
  const subject = () =>
    rows.length === 1 ? (first?.name ?? '') : t(`organizations.count.${props.kind}`, { count: rows.length })
  const title = () => t('delete.title', { name: subject() })
  const until = () => {
    const times = (known() ?? []).flatMap((plan) => parseTime(plan.restorableUntil) ?? [])
    return formatExact(Math.min(...times), viewerZone())
  }
  const note = () =>
    [
      t(`organizations.deleteNote.${props.kind}`),
      removesBackups() ? t('delete.restorableWithout', { time: until() }) : t('delete.restorable', { time: until() }),
    ].join(' ')
  const hasComputers = () => (known() ?? []).some((plan) => plan.agentsCount > 0)
  const hasBackups = () => (known() ?? []).some((plan) => plan.repositoriesCount > 0)

  async function confirm(): Promise<void> {
    const options = { removeAllAgents: removesAgents(), removeBackups: removesBackups() }
    try {
      for (const row of rows) {
        await deleteOrganization(props.kind, row, options)
        toastDone(t('organizations.deleted', { name: row.name }))
      }
      props.onDeleted()
    } finally {
      await revalidate('/organizations')
    }
  }

  return (
    <Switch
      fallback={
        <Dialog isOpen size="small" title={title()} onClose={props.onClose}>
          <Skeleton lines={3} />
        </Dialog>
      }
    >
      <Match when={failure()}>
        {(error) => (
          <Dialog isOpen size="small" title={title()} onClose={props.onClose}>
            <ErrorState error={error()} onRetry={() => refetch()} />
          </Dialog>
        )}
      </Match>
      <Match when={known()}>
        {(found) => (
          <DestroyDialog
            isOpen
            onClose={props.onClose}
            title={title()}
            actionLabel={t(`organizations.delete.${props.kind}`, { count: rows.length })}
            losses={losses(found())}
            note={note()}
            confirmName={subject()}
            onConfirm={confirm}
          >
            <Show when={props.kind === 'company' && hasComputers()}>
              <Choice
                label={t('company.delete.removeAgents')}
                help={t('company.delete.removeAgents.help')}
                isOn={removesAgents()}
                onChange={setRemovesAgents}
              />
            </Show>
            <Show when={props.kind === 'company' && hasBackups()}>
              <Choice
                label={t('company.delete.removeBackups')}
                help={t('company.delete.removeBackups.help')}
                isOn={removesBackups()}
                onChange={setRemovesBackups}
              />
            </Show>
          </DestroyDialog>
        )}
      </Match>
    </Switch>
  )
}

function Choice(props: { label: string; help: string; isOn: boolean; onChange: (isOn: boolean) => void }): JSX.Element {
  const id = createUniqueId()
  return (
    <div data-component="choice">
      <input
        id={id}
        type="checkbox"
        checked={props.isOn}
        aria-describedby={`${id}-note`}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <label for={id}>{props.label}</label>
      <p id={`${id}-note`} data-part="note">
        {props.help}
      </p>
    </div>
  )
}
