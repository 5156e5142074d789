import { createSignal, type JSX, Show } from 'solid-js'
import { patch, post } from '../../../ui/api/client.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { NotificationSettings, SmtpTestResult } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { Facts } from '../../../ui/facts/facts.tsx'
import { CheckField, SelectField, TextField } from '../../../ui/form/fields.tsx'
import { createForm, type Form } from '../../../ui/form/form.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useSession } from '../../../ui/session/session.ts'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { SettingsForm, SettingsPage } from '../settings-page.tsx'
import { MailTabs } from './mail-tabs.tsx'
import { checkMail, type MailValues, mailValues, mailWireNames, smtpInput } from './mail-values.ts'
import { TestMailDialog } from './test-mail-dialog.tsx'

export default function MailPage(): JSX.Element {
  const path = `/organizations/${useSession().organization.instanceUid}/configuration/notification`
  const settings = createLiveOne<NotificationSettings>(() => path, { intervalMs: 0 })
  const [isTesting, setTesting] = createSignal(false)
  return (
    <>
      <MailTabs />
      <SettingsPage
        title={t('mail.title')}
        live={settings}
        actions={<Button onPress={() => setTesting(true)}>{t('mail.test')}</Button>}
      >
        {(known) => (
          <>
            <Facts facts={[{ label: t('mail.way'), value: t(`mail.way.${known.mailWay}`) }]} />
            <MailForm path={path} settings={known} onSaved={settings.refresh} />
            <TestMailDialog
              isOpen={isTesting()}
              onClose={() => setTesting(false)}
              path={path}
              from={known.defaultFrom ?? ''}
            />
          </>
        )}
      </SettingsPage>
    </>
  )
}

function MailForm(props: { path: string; settings: NotificationSettings; onSaved: () => unknown }): JSX.Element {
  const form = createForm<MailValues>({
    initial: mailValues(props.settings),
    validate: checkMail,
    wireNames: mailWireNames,
  })
  const isProvider = useSession().organization.type === 'Provider'

  async function save(): Promise<void> {
    const done = await form.submit(async (values) => {
      const replace = (name: string, value: unknown) => ({ op: 'replace' as const, path: `/${name}`, value })
      await patch(props.path, [
        replace('level', values.level),
        replace('defaultSenderName', values.senderName.trim() || null),
        replace('defaultFrom', values.from.trim() || null),
        replace('language', values.language || null),
        replace('smtp', values.isOwn ? smtpInput(values, props.settings.smtp) : null),
      ])
      return true
    })
    if (!done) return
    toastDone(t('mail.saved'))
    await props.onSaved()
  }

  return (
    <SettingsForm form={form} onSave={save}>
      <div data-component="form">
        <SelectField
          form={form}
          name="level"
          label={t('mail.level')}
          help={t('mail.level.help')}
          choices={[
            { value: 'disabled', label: t('mail.level.disabled') },
            { value: 'summary', label: t('mail.level.summary') },
            { value: 'all', label: t('mail.level.all') },
          ]}
        />
        <div data-part="pair">
          <TextField form={form} name="senderName" label={t('mail.senderName')} isOptional />
          <TextField
            form={form}
            name="from"
            type="email"
            label={t('mail.from')}
            help={t('mail.from.help')}
            isOptional
          />
        </div>
        <SelectField
          form={form}
          name="language"
          label={t('mail.language')}
          help={t('mail.language.help')}
          choices={[
            { value: '', label: isProvider ? t('mail.language.standard') : t('mail.language.inherited') },
            ...(['en', 'fr', 'de', 'es'] as const).map((value) => ({ value, label: t(`mail.language.${value}`) })),
          ]}
        />
        <CheckField form={form} name="isOwn" label={t('mail.own')} />
        <Show when={form.values.isOwn}>
          <ServerFields form={form} settings={props.settings} path={props.path} />
        </Show>
      </div>
    </SettingsForm>
  )
}

function ServerFields(props: { form: Form<MailValues>; settings: NotificationSettings; path: string }): JSX.Element {
  const [outcome, setOutcome] = createSignal<SmtpTestResult>()
  const isStored = () => Boolean(props.settings.smtp?.passwordCredential?.userName)

  async function connect(): Promise<void> {
    setOutcome(undefined)
    const result = await props.form.submit((values) =>
      post<SmtpTestResult>(`${props.path}/smtp/test`, smtpInput(values, props.settings.smtp)),
    )
    setOutcome(result)
  }

  return (
    <>
      <div data-part="pair">
        <TextField form={props.form} name="serverAddress" label={t('mail.server')} help={t('mail.server.help')} />
        <SelectField
          form={props.form}
          name="tlsMode"
          label={t('mail.tls')}
          choices={(['startTls', 'sslOnConnect', 'auto', 'startTlsWhenAvailable', 'none'] as const).map((value) => ({
            value,
            label: t(`mail.tls.${value}`),
          }))}
        />
        <TextField
          form={props.form}
          name="userName"
          label={t('mail.userName')}
          help={t('mail.userName.help')}
          isOptional
        />
        <TextField
          form={props.form}
          name="password"
          type="password"
          label={t('mail.password')}
          {...(isStored() ? { help: t('mail.password.keep') } : {})}
          autocomplete="new-password"
          isOptional
        />
      </div>
      <div data-part="buttons">
        <Button onPress={connect}>{t('mail.test.connect')}</Button>
      </div>
      <Show when={outcome()}>{(result) => <p role="status">{outcomeText(result())}</p>}</Show>
    </>
  )
}

function outcomeText(result: SmtpTestResult): string {
  const message = result.error?.message ?? ''
  switch (result.result) {
    case 'Ok':
      return t('mail.test.connected')
    case 'AuthenticationError':
      return t('mail.test.refused', { message })
    case 'ConnectionError':
      return t('mail.test.unreachable', { message })
  }
}
