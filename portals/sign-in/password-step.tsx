import { createSignal, type JSX, onMount, Show } from 'solid-js'
import { getOne, post } from '../ui/api/client.ts'
import type { SignInAnswer, SignInOptions } from '../ui/api/types.ts'
import { loadBrand } from '../ui/brand/brand.ts'
import { Button } from '../ui/button/button.tsx'
import { Copyable } from '../ui/copyable/copyable.tsx'
import { TextField } from '../ui/form/fields.tsx'
import { createForm } from '../ui/form/form.ts'
import { problems, requireText } from '../ui/form/rules.ts'
import { createWait, WaitNotice } from '../ui/form/wait-notice.tsx'
import { t } from '../ui/i18n/translate.ts'
import { ErrorStrip } from '../ui/state/states.tsx'
import { organizationOf } from './organization-of.ts'
import { ssoErrorText } from './sso-error.ts'

/** Name and password; once the organization is known, its own look and its identity provider. */
export function PasswordStep(props: { onAnswer: (userName: string, answer: SignInAnswer) => void }): JSX.Element {
  const [options, setOptions] = createSignal<SignInOptions>()
  const parameters = new URLSearchParams(location.search)
  let asked: string | undefined
  const form = createForm({
    initial: { userName: '', password: '' },
    validate: (values) => problems({ userName: requireText(values.userName), password: requireText(values.password) }),
  })
  const wait = createWait(form.failure)
  const ssoError = parameters.get('ssoError')

  onMount(() => void look())

  /** Both questions are answered alike for organizations that exist and those that do not. */
  async function look(): Promise<void> {
    const organization = organizationOf(form.values.userName) ?? parameters.get('organization') ?? ''
    if (asked === organization) return
    asked = organization
    const [found] = await Promise.all([
      getOne<SignInOptions>('/session/signInOptions', organization ? { login: `${organization}\\` } : {}).catch(
        () => undefined,
      ),
      loadBrand({ organization: organization || undefined, host: location.host }),
    ])
    if (asked === organization) setOptions(found)
  }

  async function signIn(): Promise<void> {
    if (wait() > 0) return
    const answer = await form.submit((values) =>
      post<SignInAnswer>('/session', { userName: values.userName.trim(), password: values.password }),
    )
    if (answer) props.onAnswer(form.values.userName.trim(), answer)
  }

  function startAddress(startUrl: string): string {
    const address = new URL(startUrl, location.origin)
    const returnTo = parameters.get('returnTo')
    if (returnTo) address.searchParams.set('returnTo', returnTo)
    return address.pathname + address.search
  }

  return (
    <form
      data-component="form"
      novalidate
      onSubmit={(event) => {
        event.preventDefault()
        void signIn()
      }}
    >
      <h1>{t('signIn.title')}</h1>
      <Show when={ssoError}>
        {(code) => (
          <div data-part="notice" role="alert">
            <p>{ssoErrorText(code())}</p>
            <Show when={parameters.get('requestId')}>
              {(id) => (
                <p data-tone="secondary">
                  {t('error.requestId')} <Copyable text={id()} />
                </p>
              )}
            </Show>
          </div>
        )}
      </Show>
      <div onFocusOut={() => void look()}>
        <TextField
          form={form}
          name="userName"
          label={t('signIn.userName')}
          help={t('signIn.userName.help')}
          autocomplete="username"
          autofocus
        />
      </div>
      <TextField
        form={form}
        name="password"
        type="password"
        label={t('signIn.password')}
        autocomplete="current-password"
      />
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
      <WaitNotice secondsLeft={wait()} />
      <Button type="submit" variant="primary" isBusy={form.isBusy()} disabled={wait() > 0}>
        {t('signIn.submit')}
      </Button>
      <Show when={options()?.singleSignOn}>
        {(provider) => (
          <a data-component="button" data-variant="plain" href={startAddress(provider().startUrl)}>
            {t('signIn.sso', { name: provider().displayName })}
          </a>
        )}
      </Show>
      <p>
        <a href="#forgotten">{t('signIn.forgotten')}</a>
      </p>
    </form>
  )
}
