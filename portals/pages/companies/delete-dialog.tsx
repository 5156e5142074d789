import { createResource, createSignal, createUniqueId, type JSX, Show } from 'solid-js'
import type { Company } from '../../ui/api/types.ts'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { countLosses, deleteCompany } from './company-actions.ts'

export function DeleteCompany(props: {
  row: Company
  isOpen: boolean
  onClose: () => void
  onDeleted: () => void
}): JSX.Element {
  const id = createUniqueId()
  const [removesAgents, setRemovesAgents] = createSignal(true)
  const [losses] = createResource(
    () => props.isOpen && props.row.instanceUid,
    (uid) => countLosses(uid).catch(() => []),
  )
  return (
    <Show when={props.isOpen && !losses.loading}>
      <DestroyDialog
        isOpen
        onClose={props.onClose}
        title={t('company.delete.title', { name: props.row.name })}
        actionLabel={t('company.delete')}
        losses={losses() ?? []}
        note={t('company.delete.note')}
        confirmName={props.row.name}
        onConfirm={async () => {
          await deleteCompany(props.row, removesAgents())
          props.onDeleted()
        }}
      >
        <div data-component="choice">
          <input
            id={id}
            type="checkbox"
            checked={removesAgents()}
            onChange={(event) => setRemovesAgents(event.currentTarget.checked)}
          />
          <label for={id}>{t('company.delete.removeAgents')}</label>
        </div>
      </DestroyDialog>
    </Show>
  )
}
