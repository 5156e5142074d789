import { createSignal, type JSX } from 'solid-js'
import type { Company } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { disableCompanies } from './company-actions.ts'

/** The button and the question behind it: disabling locks people out, so it is said before it is done. */
export function DisableCompanies(props: { rows: readonly Company[]; onDone?: () => void }): JSX.Element {
  const [isAsking, setAsking] = createSignal(false)
  const names = () => props.rows.map((row) => row.name).join(', ')
  return (
    <>
      <Button onPress={() => setAsking(true)}>{t('action.disable')}</Button>
      <DestroyDialog
        isOpen={isAsking()}
        onClose={() => setAsking(false)}
        title={t('company.disable.title', { name: names() })}
        actionLabel={t('action.disable')}
        losses={[]}
        note={t('company.disable.text')}
        onConfirm={async () => {
          await disableCompanies(props.rows)
          props.onDone?.()
        }}
      />
    </>
  )
}
