import { createSignal, type JSX, Show } from 'solid-js'
import type { Company } from '../../ui/api/types.ts'
import { t } from '../../ui/i18n/translate.ts'
import { MenuItem } from '../../ui/menu/menu.tsx'
import { can } from '../../ui/session/session.ts'
import { OrganizationButtons } from '../organizations/organization-buttons.tsx'
import { MoveDialog } from './move-dialog.tsx'

export function CompanyButtons(props: {
  rows: readonly Company[]
  onDone?: () => void
  onDeleted?: () => void
}): JSX.Element {
  const [isMoving, setMoving] = createSignal(false)
  return (
    <>
      <OrganizationButtons
        kind="company"
        rows={props.rows}
        onDone={() => props.onDone?.()}
        onDeleted={() => props.onDeleted?.()}
        {...(can('resellers.edit')
          ? {
              menu: (close: () => void) => (
                <MenuItem
                  onChoose={() => {
                    close()
                    setMoving(true)
                  }}
                >
                  {t('move.open')}
                </MenuItem>
              ),
            }
          : {})}
      />
      <Show when={isMoving()}>
        <MoveDialog
          rows={props.rows}
          onClose={() => setMoving(false)}
          onDone={() => {
            setMoving(false)
            props.onDone?.()
          }}
        />
      </Show>
    </>
  )
}
