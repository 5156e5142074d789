import '../settings-page.css'
import { type JSX, Show } from 'solid-js'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { can, useSession } from '../../../ui/session/session.ts'
import { AllowedAddresses } from './allowed-addresses.tsx'
import { SecondFactorPolicies } from './second-factor-policies.tsx'

/** Who must have a second factor, and from where people may sign in. */
export default function SecurityPage(): JSX.Element {
  setTitle(() => t('security.title'))
  return (
    <>
      <header data-component="page-head">
        <h1 tabindex="-1">{t('security.title')}</h1>
      </header>
      <div data-component="settings-page">
        <Show when={can(useSession().portal === 'client' ? 'mfa.manage' : 'mfaPolicies.manage')}>
          <SecondFactorPolicies />
        </Show>
        <Show when={can('ipAllowLists.manage')}>
          <AllowedAddresses />
        </Show>
      </div>
    </>
  )
}
