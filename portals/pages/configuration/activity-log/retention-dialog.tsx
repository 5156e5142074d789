import { createSignal, type JSX, Show } from 'solid-js'
import { getOne, put } from '../../../ui/api/client.ts'
import type { LogSettings } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { Dialog } from '../../../ui/dialog/dialog.tsx'
import { TextField } from '../../../ui/form/fields.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { problems, requireWholeNumber } from '../../../ui/form/rules.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { can } from '../../../ui/session/session.ts'
import { ErrorStrip } from '../../../ui/state/states.tsx'
import { toastDone, toastFailed } from '../../../ui/toast/toasts.tsx'

const path = '/eventLogs/settings'
/** The console refuses others. */
const leastDays = 7
const mostDays = 3_660

/** How long the console keeps its logs; for whoever may decide that. */
export function RetentionButton(): JSX.Element {
  const [known, setKnown] = createSignal<LogSettings>()

  async function open(): Promise<void> {
    try {
      setKnown(await getOne<LogSettings>(path))
    } catch (cause) {
      toastFailed(cause)
    }
  }

  return (
    <Show when={can('retention.manage')}>
      <Button onPress={open}>{t('activity.retention')}</Button>
      <Show when={known()} keyed>
        {(settings) => <RetentionDialog settings={settings} onClose={() => setKnown(undefined)} />}
      </Show>
    </Show>
  )
}

function RetentionDialog(props: { settings: LogSettings; onClose: () => void }): JSX.Element {
  const form = createForm({
    initial: { days: String(props.settings.retentionDays) },
    validate: (values) => problems({ days: requireWholeNumber(values.days, leastDays, mostDays) }),
    wireNames: { retentionDays: 'days' },
  })

  async function save(): Promise<void> {
    const saved = await form.submit((values) => put<LogSettings>(path, { retentionDays: Number(values.days) }))
    if (!saved) return
    toastDone(t('activity.retention.saved', { count: saved.retentionDays }))
    props.onClose()
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={t('activity.retention')}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={save}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div data-component="form">
        <TextField
          form={form}
          name="days"
          inputMode="numeric"
          label={t('activity.retention.days')}
          help={t('activity.retention.help')}
          unit={t('activity.retention.unit')}
        />
      </div>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
