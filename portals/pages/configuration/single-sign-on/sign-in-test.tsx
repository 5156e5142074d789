import { createSignal, For, type JSX, Show } from 'solid-js'
import { post } from '../../../ui/api/client.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { IdentityProviderSettings, SignInTest } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { Facts } from '../../../ui/facts/facts.tsx'
import { t } from '../../../ui/i18n/translate.ts'
import { roleName } from '../../../ui/session/roles.ts'
import { Status } from '../../../ui/status/status.tsx'
import type { StatusValue } from '../../../ui/status/vocabulary.ts'
import { toastFailed } from '../../../ui/toast/toasts.tsx'
import { providerPath } from './provider.ts'
import '../settings-page.css'

const statuses: Record<SignInTest['status'], StatusValue> = {
  Pending: { kind: 'running', label: 'sso.test.Pending' },
  Succeeded: { kind: 'success', label: 'sso.test.Succeeded' },
  Failed: { kind: 'failed', label: 'sso.test.Failed' },
  Expired: { kind: 'canceled', label: 'sso.test.Expired' },
}
const pollMs = 2_000

/** A sign-in at the provider that opens no session: what it sent, and what the rules make of it. */
export function SignInTestView(props: { provider: IdentityProviderSettings }): JSX.Element {
  const [testUid, setTestUid] = createSignal<string>()
  const path = () => (testUid() ? `${providerPath(props.provider)}/testSignIns/${testUid()}` : undefined)
  const test = createLiveOne<SignInTest>(path, { intervalMs: pollMs })

  async function begin(): Promise<void> {
    // Opened at once, within the press: a browser blocks a window that comes later.
    const view = window.open('', '_blank')
    try {
      const started = await post<SignInTest>(`${providerPath(props.provider)}/testSignIns`)
      setTestUid(started.testUid)
      if (view) view.location.href = started.startUrl
    } catch (cause) {
      view?.close()
      toastFailed(cause)
    }
  }

  return (
    <div data-component="settings-page">
      <section>
        <p data-tone="secondary">{t('sso.test.text')}</p>
        <div data-part="buttons">
          <Button variant="primary" onPress={begin}>
            {t('sso.test.begin')}
          </Button>
        </div>
      </section>
      <Show when={test.data()}>{(result) => <Result test={result()} />}</Show>
    </div>
  )
}

function Result(props: { test: SignInTest }): JSX.Element {
  return (
    <section aria-live="polite">
      <Facts
        facts={[
          { label: t('sso.test.status'), value: <Status value={statuses[props.test.status]} /> },
          props.test.errorMessage ? { label: t('sso.error'), value: props.test.errorMessage } : undefined,
          props.test.subject ? { label: t('sso.test.subject'), value: props.test.subject } : undefined,
          props.test.explanation ? { label: t('sso.test.explanation'), value: props.test.explanation } : undefined,
          props.test.signIn
            ? {
                label: t('sso.test.outcome'),
                value: t('sso.test.wouldBe', {
                  user: props.test.signIn.userName,
                  role: roleName(props.test.signIn.role),
                  organization: props.test.signIn.organizationName,
                }),
              }
            : undefined,
        ]}
      />
      <Show when={Object.keys(props.test.claims).length > 0}>
        <h3>{t('sso.test.claims')}</h3>
        <Facts
          facts={Object.entries(props.test.claims).map(([label, values]) => ({ label, value: values.join(', ') }))}
        />
      </Show>
      <Show when={props.test.rules.length > 0}>
        <h3>{t('sso.rules')}</h3>
        <ul>
          <For each={props.test.rules}>
            {(rule) => (
              <li>
                <Status
                  value={
                    rule.isMatch
                      ? { kind: 'success', label: 'sso.test.match' }
                      : { kind: 'never', label: 'sso.test.noMatch' }
                  }
                />{' '}
                <strong>{rule.name}</strong> {rule.explanation}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  )
}
