import { createSignal, type JSX } from 'solid-js'
import { Button } from '../../ui/button/button.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { disable, type Kind, type Subject } from './organization-actions.ts'

/** The button and the question behind it: disabling locks people out, so it is said before it is done. */
export function DisableButton(props: { kind: Kind; rows: readonly Subject[]; onDone?: () => void }): JSX.Element {
  const [isAsking, setAsking] = createSignal(false)
  const names = () => props.rows.map((row) => row.name).join(', ')
  return (
    <>
      <Button onPress={() => setAsking(true)}>{t('action.disable')}</Button>
      <DestroyDialog
        isOpen={isAsking()}
        onClose={() => setAsking(false)}
        title={t('disable.title', { name: names() })}
        actionLabel={t('action.disable')}
        losses={[]}
        note={t(`organizations.disableText.${props.kind}`)}
        onConfirm={async () => {
          await disable(props.kind, props.rows)
          props.onDone?.()
        }}
      />
    </>
  )
}
