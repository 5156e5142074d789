import { createResource, type JSX, Match, Show, Switch } from 'solid-js'
import { getOne, post } from '../ui/api/client.ts'
import { toApiError } from '../ui/api/error.ts'
import type { Session } from '../ui/api/types.ts'
import { Button } from '../ui/button/button.tsx'
import { TextField } from '../ui/form/fields.tsx'
import { createForm } from '../ui/form/form.ts'
import { passwordHelp, problems, requirePassword, requireText } from '../ui/form/rules.ts'
import { setTitle } from '../ui/frame/title.ts'
import { t } from '../ui/i18n/translate.ts'
import { EmptyState, ErrorState, ErrorStrip, Skeleton } from '../ui/state/states.tsx'
import { enterPortal } from './enter-portal.ts'

/** The one-time token rides in the fragment, which never reaches a server's log. */
function readToken(): string {
  const fragment = location.hash.slice(1)
  return new URLSearchParams(fragment).get('token') ?? decodeURIComponent(fragment)
}

export function SetupPage(): JSX.Element {
  const token = readToken()
  const [setup, { refetch }] = createResource(() => getOne<{ isOpen: boolean }>('/setup').catch(toApiError))
  const failure = () => {
    const outcome = setup()
    return outcome instanceof Error ? outcome : undefined
  }
  const isOpen = () => {
    const outcome = setup()
    return outcome && !(outcome instanceof Error) ? outcome.isOpen : undefined
  }
  setTitle(() => t('setup.title'))

  return (
    <Switch fallback={<Skeleton />}>
      <Match when={failure()}>{(error) => <ErrorState isPage error={error()} onRetry={() => refetch()} />}</Match>
      <Match when={isOpen() === false}>
        <EmptyState isPage icon="check" title={t('setup.closed.title')} text={t('setup.closed.text')}>
          <a data-component="button" data-variant="primary" href="/">
            {t('setup.toSignIn')}
          </a>
        </EmptyState>
      </Match>
      <Match when={isOpen() && token === ''}>
        <EmptyState isPage icon="key" title={t('setup.noToken.title')} text={t('setup.noToken.text')} />
      </Match>
      <Match when={isOpen()}>
        <SetupForm token={token} />
      </Match>
    </Switch>
  )
}

function SetupForm(props: { token: string }): JSX.Element {
  const form = createForm({
    initial: { userName: '', password: '', repeat: '', organization: '' },
    validate: (values) =>
      problems({
        userName: requireText(values.userName),
        password: requirePassword(values.password),
        repeat: values.repeat === values.password ? undefined : t('setup.repeat.differs'),
      }),
    wireNames: { userName: 'userName', password: 'password', organizationName: 'organization' },
  })

  async function submit(): Promise<void> {
    const session = await form.submit(async (values) => {
      const organizationName = values.organization.trim()
      await post('/setup', {
        token: props.token,
        userName: values.userName.trim(),
        password: values.password,
        ...(organizationName ? { organizationName } : {}),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      })
      return getOne<Session>('/session')
    })
    if (session) enterPortal(session)
  }

  return (
    <form
      data-component="form"
      novalidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div>
        <h1>{t('setup.title')}</h1>
        <p data-tone="secondary">{t('setup.intro')}</p>
      </div>
      <TextField
        form={form}
        name="organization"
        label={t('setup.organization')}
        help={t('setup.organization.help')}
        autocomplete="organization"
        isOptional
      />
      <TextField
        form={form}
        name="userName"
        label={t('setup.userName')}
        help={t('setup.userName.help')}
        autocomplete="username"
        autofocus
      />
      <TextField
        form={form}
        name="password"
        type="password"
        label={t('setup.password')}
        help={passwordHelp()}
        autocomplete="new-password"
      />
      <TextField form={form} name="repeat" type="password" label={t('setup.repeat')} autocomplete="new-password" />
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
      <Button type="submit" variant="primary" isBusy={form.isBusy()}>
        {t('setup.submit')}
      </Button>
    </form>
  )
}
