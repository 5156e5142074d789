import { type JSX, Show } from 'solid-js'
import { resellers } from '../../ui/api/names.ts'
import type { Company } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { createForm } from '../../ui/form/form.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { resellerSource } from '../../ui/pick/sources.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { moveCompanies } from '../organizations/organization-actions.ts'

/** Hands companies over to a reseller, or takes them back. */
export function MoveDialog(props: { rows: readonly Company[]; onClose: () => void; onDone: () => void }): JSX.Element {
  const [first] = props.rows
  const form = createForm({
    initial: { resellerUid: first?.resellerUid ?? '' },
    validate: () => ({}),
  })

  async function move(): Promise<void> {
    const isDone = await form.submit(async (values) => {
      await moveCompanies(props.rows, values.resellerUid || undefined)
      return true
    })
    if (isDone) props.onDone()
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={t('move.title', { count: props.rows.length, name: first?.name ?? '' })}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={move}>
            {t('move.submit')}
          </Button>
        </>
      }
    >
      <p>{t('move.text')}</p>
      <PickField
        form={form}
        name="resellerUid"
        label={t('reseller.one')}
        placeholder={t('reseller.none')}
        noneLabel={t('reseller.none')}
        source={resellerSource()}
        nameOf={(uid) => resellers.row(uid)?.name}
      />
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
