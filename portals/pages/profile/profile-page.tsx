import './profile.css'
import { useParams } from '@solidjs/router'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { User } from '../../ui/api/types.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { roleName } from '../../ui/session/roles.ts'
import { useSession } from '../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { Tabs } from '../../ui/tabs/tabs.tsx'
import { SessionList } from '../sessions/session-list.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { DetailsForm } from './details-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { SecondFactorSection } from './second-factor-section.tsx'

/** The viewer's own account. Somebody who acts as the viewer sees it, and changes nothing that the viewer signs in with. */
export default function ProfilePage(): JSX.Element {
  setTitle(() => t('profile.title'))
  const parameters = useParams<{ tab?: string }>()
  const session = useSession()
  const user = createLiveOne<User>(() => '/users/me', { intervalMs: 0 })
  const isOwn = () => session.impersonator === null
  return (
    <>
      <header data-component="page-head">
        <h1 tabindex="-1">{t('profile.title')}</h1>
      </header>
      <p data-component="profile-who" data-tone="secondary">
        {session.user.userName} · {roleName(session.user.role)} · {session.organization.name}
      </p>
      <Tabs
        base={`/${session.portal}`}
        tabs={[
          { href: '/profile', label: t('profile.tab.details') },
          { href: '/profile/security', label: t('profile.tab.security') },
          { href: '/profile/sessions', label: t('profile.tab.sessions') },
        ]}
      />
      <div data-component="settings-page">
        <Show when={!isOwn()}>
          <p data-component="profile-notice">{t('profile.impersonated')}</p>
        </Show>
        <Switch
          fallback={
            <Show
              when={user.data()}
              fallback={
                <Show when={user.error()} fallback={<Skeleton />}>
                  {(error) => <ErrorState error={error()} onRetry={user.refresh} />}
                </Show>
              }
              keyed
            >
              {(row) => (
                <>
                  <DetailsForm row={row} />
                  <AppearanceSection />
                </>
              )}
            </Show>
          }
        >
          <Match when={parameters.tab === 'security'}>
            <Show when={isOwn()}>
              <SecondFactorSection />
              <PasswordForm />
            </Show>
          </Match>
          <Match when={parameters.tab === 'sessions'}>
            <SessionList path="/session/sessions" canEnd={isOwn()} endAllLabel={t('profile.endOthers')} />
          </Match>
        </Switch>
      </div>
    </>
  )
}
