import './frame.css'
import './impersonation.css'
import './page-head.css'
import { useLocation } from '@solidjs/router'
import { createEffect, createSignal, ErrorBoundary, type JSX, lazy, on, onCleanup, Show, Suspense } from 'solid-js'
import { toApiError } from '../api/error.ts'
import { brand, loadBrand } from '../brand/brand.ts'
import { Button } from '../button/button.tsx'
import { t } from '../i18n/translate.ts'
import { BrandMark } from '../icon/brand.tsx'
import { createPreference, isBoolean } from '../preference/preference.ts'
import type { ScopeKind } from '../scope/scope.ts'
import { ScopeBar } from '../scope/scope-bar.tsx'
import { useSession } from '../session/session.ts'
import { ErrorState, Skeleton } from '../state/states.tsx'
import { Toasts } from '../toast/toasts.tsx'
import { ImpersonationBar } from './impersonation-bar.tsx'
import { Navigation, type NavigationGroup } from './navigation.tsx'
import { UserMenu } from './user-menu.tsx'

const SearchDialog = lazy(() => import('../search/search-dialog.tsx'))
const [isNarrow, setNarrow] = createPreference('navigationNarrow', false, isBoolean)

interface FrameProps {
  base: string
  portalName: string
  groups: readonly NavigationGroup[]
  scopeKinds: readonly ScopeKind[]
  children?: JSX.Element
}

/** What stays while pages come and go: navigation, the scope everything is limited to, search, and who is signed in. */
export function Frame(props: FrameProps): JSX.Element {
  const location = useLocation()
  const [isDrawerOpen, setDrawerOpen] = createSignal(false)
  const [isSearching, setSearching] = createSignal(false)
  const shortcut = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'
  let main: HTMLElement | undefined
  void loadBrand({ organization: useSession().organization.name })

  createEffect(
    on(
      () => location.pathname,
      () => {
        setDrawerOpen(false)
        main?.scrollTo({ top: 0 })
      },
      { defer: true },
    ),
  )

  function pressed(event: KeyboardEvent): void {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      setSearching(true)
    } else if (event.key === 'Escape' && isDrawerOpen()) {
      setDrawerOpen(false)
    }
  }
  document.addEventListener('keydown', pressed)
  onCleanup(() => document.removeEventListener('keydown', pressed))

  return (
    <div data-component="shell" data-impersonated={useSession().impersonator ? '' : undefined}>
      <Show when={useSession().impersonator}>
        {(actor) => <ImpersonationBar impersonatorName={actor().userName} />}
      </Show>
      <div
        data-component="frame"
        data-narrow={isNarrow() ? '' : undefined}
        data-drawer={isDrawerOpen() ? '' : undefined}
      >
        <a data-part="skip" href="#main">
          {t('frame.skip')}
        </a>
        <nav data-part="side" aria-label={t('frame.navigation')}>
          <div data-part="brand">
            <Show when={brand()?.images.portalLogo} fallback={<BrandMark />}>
              {(address) => <img src={address()} alt="" />}
            </Show>
            <span>
              <strong>{useSession().organization.name}</strong>
              <small>{props.portalName}</small>
            </span>
          </div>
          <Navigation groups={props.groups} base={props.base} />
          <div data-part="foot">
            <Button
              variant="quiet"
              icon="sidebar"
              aria-label={isNarrow() ? t('frame.widen') : t('frame.narrow')}
              title={isNarrow() ? t('frame.widen') : t('frame.narrow')}
              onPress={() => setNarrow(!isNarrow())}
            />
          </div>
        </nav>
        <button
          type="button"
          tabindex="-1"
          data-part="veil"
          aria-label={t('frame.closeNavigation')}
          onClick={() => setDrawerOpen(false)}
        />
        <header data-part="bar">
          <span data-part="opener">
            <Button
              variant="quiet"
              icon="menu"
              aria-label={t('frame.openNavigation')}
              aria-expanded={isDrawerOpen()}
              onPress={() => setDrawerOpen(!isDrawerOpen())}
            />
          </span>
          <ScopeBar kinds={props.scopeKinds} />
          <div data-part="personal">
            <Button
              variant="quiet"
              icon="search"
              aria-label={`${t('search.open')} ${shortcut}`}
              aria-keyshortcuts="Control+K Meta+K"
              onPress={() => setSearching(true)}
            >
              <kbd>{shortcut}</kbd>
            </Button>
            <UserMenu />
          </div>
        </header>
        <main id="main" ref={main} tabindex="-1">
          <ErrorBoundary fallback={(cause, reset) => <ErrorState isPage error={toApiError(cause)} onRetry={reset} />}>
            <Suspense
              fallback={
                <div data-part="waiting">
                  <Skeleton />
                </div>
              }
            >
              {props.children}
            </Suspense>
          </ErrorBoundary>
        </main>
        <Show when={isSearching()}>
          <Suspense>
            <SearchDialog groups={props.groups} onClose={() => setSearching(false)} />
          </Suspense>
        </Show>
        <Toasts />
      </div>
    </div>
  )
}
