import { createSignal, type JSX, Match, onMount, Switch } from 'solid-js'
import { getOne } from '../ui/api/client.ts'
import type { Session, SignInAnswer } from '../ui/api/types.ts'
import { setTitle } from '../ui/frame/title.ts'
import { t } from '../ui/i18n/translate.ts'
import { mayHaveSession } from '../ui/session/session.ts'
import { CodeStep } from './code-step.tsx'
import { EnrolmentStep } from './enrolment-step.tsx'
import { enterPortal } from './enter-portal.ts'
import { PasswordStep } from './password-step.tsx'

/** Password, then what else is demanded: a code, or an authenticator app to set up. */
export function SignInPage(): JSX.Element {
  const [answer, setAnswer] = createSignal<SignInAnswer & { userName: string }>()
  const token = () => answer()?.mfaToken ?? undefined

  setTitle(() => t('signIn.title'))
  onMount(() => {
    // Somebody who is signed in already goes straight on; everybody else sees the form meanwhile.
    if (mayHaveSession()) getOne<Session>('/session').then(enterPortal, () => {})
  })

  return (
    <Switch
      fallback={
        <PasswordStep
          onAnswer={(userName, next) => {
            if (next.mfaToken) setAnswer({ ...next, userName })
            else enterPortal(next)
          }}
        />
      }
    >
      <Match when={answer()?.isEnrolmentRequired && token()}>
        {(mfaToken) => (
          <EnrolmentStep
            mfaToken={mfaToken()}
            account={answer()?.userName ?? ''}
            onRestart={() => setAnswer(undefined)}
          />
        )}
      </Match>
      <Match when={token()}>
        {(mfaToken) => <CodeStep mfaToken={mfaToken()} onRestart={() => setAnswer(undefined)} />}
      </Match>
    </Switch>
  )
}
