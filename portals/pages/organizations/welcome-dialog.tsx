import { createSignal, type JSX } from 'solid-js'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { type Kind, type Subject, welcome } from './organization-actions.ts'
import { WelcomeNote } from './welcome-note.tsx'

interface WelcomeDialogProps {
  kind: Kind
  rows: readonly (Subject & { resellerUid?: string | null })[]
  onClose: () => void
  onDone: () => void
}

/** Says what goes out before it does: mails cannot be called back. */
export function WelcomeDialog(props: WelcomeDialogProps): JSX.Element {
  // Taken once: the list behind the dialog goes on changing.
  const { rows } = props
  const [isBusy, setBusy] = createSignal(false)
  const [first] = rows
  const name = rows.length === 1 ? (first?.name ?? '') : t(`organizations.count.${props.kind}`, { count: rows.length })

  async function send(): Promise<void> {
    setBusy(true)
    await welcome(props.kind, rows)
    props.onDone()
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={t('welcome.send.title', { name })}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={isBusy()} onPress={send}>
            {t('welcome.send')}
          </Button>
        </>
      }
    >
      <p>{t('welcome.send.text')}</p>
      <WelcomeNote kind={props.kind} rows={rows} />
    </Dialog>
  )
}
