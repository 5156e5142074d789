import { createResource, createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { getOne, post } from '../../ui/api/client.ts'
import { toApiError } from '../../ui/api/error.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { TotpSecret, UserLogin } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { createForm } from '../../ui/form/form.ts'
import { problems, requireText } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { AppSetUp } from '../../ui/second-factor/app-set-up.tsx'
import { RecoveryCodes } from '../../ui/second-factor/recovery-codes.tsx'
import { useSession } from '../../ui/session/session.ts'
import { ErrorState, ErrorStrip, Skeleton } from '../../ui/state/states.tsx'

/** Answered once, beside the login that was made. */
function readCodes(login: UserLogin): string[] {
  const parameters: unknown = JSON.parse(login.parameters)
  const codes =
    typeof parameters === 'object' && parameters !== null && 'recoveryCodes' in parameters
      ? parameters.recoveryCodes
      : undefined
  return Array.isArray(codes) ? codes.map(String) : []
}

/** Secret, code, recovery codes: the three steps of setting an authenticator app up. */
export function SetUpDialog(props: { onClose: () => void }): JSX.Element {
  const { user } = useSession()
  const [secret, { refetch }] = createResource(() =>
    getOne<TotpSecret>('/authentication/keys/totp-secret').catch(toApiError),
  )
  const [codes, setCodes] = createSignal<string[]>()
  const form = createForm({
    initial: { code: '' },
    validate: (values) => problems({ code: requireText(values.code) }),
    wireNames: { code: 'code' },
  })
  const failure = () => {
    const outcome = secret()
    return outcome instanceof Error ? outcome : undefined
  }
  const known = () => {
    const outcome = secret()
    return outcome && !(outcome instanceof Error) ? outcome : undefined
  }

  async function confirm(): Promise<void> {
    const made = known()
    if (!made) return
    const login = await form.submit((values) =>
      post<UserLogin>(`/users/${user.instanceUid}/logins/totp`, undefined, {
        secretUrl: made.secretUrl,
        code: values.code.trim(),
        description: t('user.mfa.app'),
        scopes: 'ui,rest',
      }),
    )
    if (!login) return
    setCodes(readCodes(login))
    await revalidate('/session/securitySettings')
  }

  return (
    <Dialog
      isOpen
      isHeld={codes() !== undefined}
      size="small"
      onClose={props.onClose}
      title={codes() ? t('mfa.codes.title') : t('mfa.setUp.title')}
      actions={
        <Show
          when={!codes()}
          fallback={
            <Button variant="primary" onPress={props.onClose}>
              {t('mfa.codes.kept')}
            </Button>
          }
        >
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} disabled={!known()} onPress={confirm}>
            {t('mfa.setUp.submit')}
          </Button>
        </Show>
      }
    >
      <Switch fallback={<Skeleton />}>
        <Match when={codes()}>{(list) => <RecoveryCodes codes={list()} account={user.userName} />}</Match>
        <Match when={failure()}>{(error) => <ErrorState error={error()} onRetry={() => refetch()} />}</Match>
        <Match when={known()}>
          {(made) => (
            <form
              data-component="form"
              novalidate
              onSubmit={(event) => {
                event.preventDefault()
                void confirm()
              }}
            >
              <AppSetUp secret={made()} form={form} />
              <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
            </form>
          )}
        </Match>
      </Switch>
    </Dialog>
  )
}
