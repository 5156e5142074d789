import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { remove } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { SecuritySettings } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { formatCount } from '../../ui/format/number.ts'
import { t } from '../../ui/i18n/translate.ts'
import { can, useSession } from '../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import { SetUpDialog } from './set-up-dialog.tsx'

const path = '/session/securitySettings'

/** The viewer's authenticator app: set up, removed, its recovery codes made anew. */
export function SecondFactorSection(): JSX.Element {
  const settings = createLiveOne<SecuritySettings>(() => path, { intervalMs: 0 })
  return (
    <section>
      <h2>{t('user.mfa')}</h2>
      <Switch fallback={<Skeleton lines={2} />}>
        <Match when={settings.data()}>{(known) => <Present settings={known()} />}</Match>
        <Match when={settings.error()}>{(error) => <ErrorState error={error()} onRetry={settings.refresh} />}</Match>
      </Switch>
    </section>
  )
}

function Present(props: { settings: SecuritySettings }): JSX.Element {
  const { user } = useSession()
  const [asked, setAsked] = createSignal<'setUp' | 'remove' | 'codes'>()
  const close = () => setAsked(undefined)
  const isSetUp = () => props.settings.totpLoginId !== null
  const isDemanded = () => props.settings.mfaPolicyStatus !== 'Disabled'

  return (
    <>
      <Facts
        facts={[
          {
            label: t('user.mfa.app'),
            value: isSetUp() ? t('user.mfa.configured') : t('user.mfa.notConfigured'),
          },
          isSetUp() ? { label: t('mfa.codes.left'), value: formatCount(props.settings.recoveryCodesLeft) } : undefined,
          { label: t('user.mfaPolicy'), value: isDemanded() ? t('value.yes') : t('value.no') },
        ]}
      />
      <Show when={isSetUp() && props.settings.recoveryCodesLeft <= 2}>
        <p data-component="profile-notice">{t('mfa.codes.few')}</p>
      </Show>
      <div data-part="buttons">
        <Show
          when={isSetUp()}
          fallback={
            <Button variant="primary" onPress={() => setAsked('setUp')}>
              {t('mfa.setUp.title')}
            </Button>
          }
        >
          <Button onPress={() => setAsked('codes')}>{t('mfa.codes.new')}</Button>
          <Show when={!isDemanded() && can('apiKeys.manage')}>
            <Button onPress={() => setAsked('remove')}>{t('mfa.remove')}</Button>
          </Show>
        </Show>
      </div>
      <Show when={isSetUp() && (isDemanded() || !can('apiKeys.manage'))}>
        <p data-tone="secondary">{isDemanded() ? t('mfa.remove.demanded') : t('mfa.remove.byAdministrator')}</p>
      </Show>
      <Show when={asked() === 'setUp'}>
        <SetUpDialog onClose={close} />
      </Show>
      <Show when={asked() === 'codes'}>
        <RecoveryCodesDialog onClose={close} />
      </Show>
      <DestroyDialog
        isOpen={asked() === 'remove'}
        onClose={close}
        title={t('mfa.remove.title')}
        actionLabel={t('mfa.remove')}
        losses={[]}
        note={t('mfa.remove.note')}
        onConfirm={async () => {
          await remove(`/users/${user.instanceUid}/logins/${props.settings.totpLoginId}`)
          await revalidate(path)
          toastDone(t('mfa.removed'))
        }}
      />
    </>
  )
}
