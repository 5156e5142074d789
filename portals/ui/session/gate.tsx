import { createResource, type JSX, Match, Switch } from 'solid-js'
import { whenSignedOut } from '../api/client.ts'
import { toApiError } from '../api/error.ts'
import type { PortalName } from '../api/types.ts'
import { t } from '../i18n/translate.ts'
import { EmptyState, ErrorState, Skeleton } from '../state/states.tsx'
import { roleName } from './roles.ts'
import { forgetSession, loadSession, portalHome, signInAddress } from './session.ts'

function leaveToSignIn(): void {
  forgetSession()
  location.replace(signInAddress(location.pathname + location.search + location.hash))
}

/** Lets a portal's content through for the roles it is made for; everybody else is told where they belong. */
export function Gate(props: { portal: PortalName; children: JSX.Element }): JSX.Element {
  const [session, { refetch }] = createResource(() =>
    loadSession().catch((cause: unknown) => {
      const error = toApiError(cause)
      if (error.kind === 'unauthenticated') leaveToSignIn()
      return error
    }),
  )
  whenSignedOut(leaveToSignIn)
  const loaded = () => {
    const outcome = session()
    return outcome && !(outcome instanceof Error) ? outcome : undefined
  }
  const failure = () => {
    const outcome = session()
    return outcome instanceof Error && outcome.kind !== 'unauthenticated' ? outcome : undefined
  }

  return (
    <Switch fallback={<Skeleton />}>
      <Match when={loaded()?.portal === props.portal}>{props.children}</Match>
      <Match when={loaded()}>
        {(other) => (
          <main>
            <EmptyState
              isPage
              icon="key"
              title={t('gate.otherPortal.title')}
              text={`${t(`gate.otherPortal.${props.portal}`)} ${t('gate.otherPortal.who', {
                name: other().user.userName,
                role: roleName(other().user.role),
              })}`}
            >
              <a data-component="button" data-variant="primary" href={portalHome(other().portal)} rel="external">
                {t(`gate.toPortal.${other().portal}`)}
              </a>
            </EmptyState>
          </main>
        )}
      </Match>
      <Match when={failure()}>
        {(error) => (
          <main>
            <ErrorState isPage error={error()} onRetry={() => refetch()} />
          </main>
        )}
      </Match>
    </Switch>
  )
}
