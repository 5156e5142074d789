import { createSignal, type JSX, Show } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import type { Repository, RepositoryCredentials } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { RadioField, TextField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { problems, requireWholeNumber } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Moment } from '../../ui/moment/moment.tsx'
import { ErrorStrip } from '../../ui/state/states.tsx'

const mostHours = 168

/** What a shell needs so that stock restic reaches the repository; secrets by environment, never as arguments. */
export function resticEnvironment(credentials: RepositoryCredentials): string {
  const address = credentials.url.startsWith('rest:') ? credentials.url : `rest:${credentials.url}`
  return [
    `export RESTIC_REPOSITORY='${address}'`,
    `export RESTIC_REST_USERNAME='${credentials.userName}'`,
    `export RESTIC_REST_PASSWORD='${credentials.password}'`,
  ].join('\n')
}

/** Issues short-lived credentials and shows them once. */
export function CredentialsDialog(props: { row: Repository; onClose: () => void }): JSX.Element {
  const [issued, setIssued] = createSignal<RepositoryCredentials>()
  const form = createForm({
    initial: { access: 'readOnly', hours: '8' },
    validate: (values) => problems({ hours: requireWholeNumber(values.hours, 1, mostHours) }),
    wireNames: { access: 'access', hours: 'hours' },
  })

  async function issue(): Promise<void> {
    const credentials = await form.submit((values) =>
      post<RepositoryCredentials>(`/repositories/${props.row.instanceUid}/credentials`, {
        access: values.access,
        hours: Number(values.hours),
      }),
    )
    if (credentials) setIssued(credentials)
  }

  return (
    <Dialog
      isOpen
      isHeld={issued() !== undefined}
      onClose={props.onClose}
      title={t('repository.credentials.title', { name: props.row.name })}
      actions={
        <Show when={!issued()} fallback={<Button onPress={props.onClose}>{t('action.close')}</Button>}>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={issue}>
            {t('repository.credentials.submit')}
          </Button>
        </Show>
      }
    >
      <Show
        when={issued()}
        fallback={
          <div data-component="form">
            <p>{t('repository.credentials.text')}</p>
            <RadioField
              form={form}
              name="access"
              label={t('repository.access')}
              choices={[
                { value: 'readOnly', label: t('repository.access.readOnly') },
                { value: 'appendOnly', label: t('repository.access.appendOnly') },
                { value: 'full', label: t('repository.access.full') },
              ]}
            />
            <TextField
              form={form}
              name="hours"
              inputMode="numeric"
              label={t('repository.credentials.hours')}
              unit={t('repository.credentials.hours.unit')}
            />
            <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
          </div>
        }
      >
        {(credentials) => (
          <>
            <p>
              <strong>{t('repository.credentials.once')}</strong>
            </p>
            <Secret label={t('repository.credentials.url')} text={credentials().url} />
            <Secret label={t('repository.credentials.userName')} text={credentials().userName} />
            <Secret label={t('repository.credentials.password')} text={credentials().password} />
            <Secret label={t('repository.credentials.command')} text={resticEnvironment(credentials())} />
            <Show when={credentials().expiresAt}>
              {(at) => (
                <p data-tone="secondary">
                  {t('repository.credentials.expire')} <Moment at={at()} isAbsolute />
                </p>
              )}
            </Show>
          </>
        )}
      </Show>
    </Dialog>
  )
}

function Secret(props: { label: string; text: string }): JSX.Element {
  return (
    <div data-component="field">
      <span>{props.label}</span>
      <Copyable isBlock text={props.text} label={props.label} />
    </div>
  )
}
