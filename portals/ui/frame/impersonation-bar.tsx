import { createSignal, type JSX, Show } from 'solid-js'
import { forgetAnswers, request } from '../api/client.ts'
import { toApiError } from '../api/error.ts'
import type { Session } from '../api/types.ts'
import { Button } from '../button/button.tsx'
import { t } from '../i18n/translate.ts'
import { portalHome, useSession } from '../session/session.ts'
import { errorText } from '../state/error-text.ts'

/** Who acts as whom, on every page and the whole time, with the way back. */
export function ImpersonationBar(props: { impersonatorName: string }): JSX.Element {
  const session = useSession()
  const [failure, setFailure] = createSignal('')

  async function end(): Promise<void> {
    try {
      const own = await request<Session>('DELETE', '/session/impersonation')
      forgetAnswers()
      location.assign(`${portalHome(own.portal)}users`)
    } catch (cause) {
      setFailure(errorText(toApiError(cause)))
    }
  }

  return (
    <section data-component="impersonation" aria-label={t('impersonation.title')}>
      <p>
        {t('impersonation.who', {
          user: session.user.userName,
          organization: session.organization.name,
          name: props.impersonatorName,
        })}
      </p>
      <Show when={failure()}>
        <p role="alert">{failure()}</p>
      </Show>
      <Button onPress={end}>{t('impersonation.end')}</Button>
    </section>
  )
}
