import './session-list.css'
import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js'
import { remove } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { UserSession } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { Moment } from '../../ui/moment/moment.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { toastDone, toastFailed } from '../../ui/toast/toasts.tsx'
import { clientName } from './client-name.ts'

interface SessionListProps {
  /** Of the sessions: a user's, or one's own. */
  path: string
  canEnd: boolean
  endAllLabel: string
}

/** Where somebody is signed in, with the way to end it. */
export function SessionList(props: SessionListProps): JSX.Element {
  const [isEndingAll, setEndingAll] = createSignal(false)
  const sessions = createLivePage<UserSession>(
    () => props.path,
    () => ({ limit: 200 }),
    { intervalMs: 15_000 },
  )
  const others = () => sessions.data()?.items.some((session) => !session.isCurrent) ?? false

  async function end(session: UserSession): Promise<void> {
    try {
      await remove(`${props.path}/${session.instanceUid}`)
      toastDone(t('signedIn.ended'))
    } catch (cause) {
      toastFailed(cause)
    }
    await revalidate(props.path)
  }

  return (
    <div data-component="session-list">
      <Switch fallback={<Skeleton lines={3} />}>
        <Match when={sessions.error() && !sessions.data() ? sessions.error() : undefined}>
          {(error) => <ErrorState error={error()} onRetry={sessions.refresh} />}
        </Match>
        <Match when={sessions.data()?.items.length === 0}>
          <EmptyState icon="key" title={t('signedIn.none')} text={t('signedIn.none.text')} />
        </Match>
        <Match when={sessions.data()}>
          {(page) => (
            <>
              <ul>
                <For each={page().items}>
                  {(session) => (
                    <SessionRow session={session} {...(props.canEnd ? { onEnd: () => end(session) } : {})} />
                  )}
                </For>
              </ul>
              <Show when={props.canEnd && others()}>
                <div>
                  <Button onPress={() => setEndingAll(true)}>{props.endAllLabel}</Button>
                </div>
              </Show>
            </>
          )}
        </Match>
      </Switch>
      <DestroyDialog
        isOpen={isEndingAll()}
        onClose={() => setEndingAll(false)}
        title={t('signedIn.endAll.title')}
        actionLabel={props.endAllLabel}
        losses={[]}
        note={t('signedIn.endAll.note')}
        onConfirm={async () => {
          await remove(props.path)
          await revalidate(props.path)
          toastDone(t('signedIn.endedAll'))
        }}
      />
    </div>
  )
}

function SessionRow(props: { session: UserSession; onEnd?: () => Promise<void> }): JSX.Element {
  const how = () =>
    [
      t(props.session.kind === 'token' ? 'signedIn.kind.token' : 'signedIn.kind.portal'),
      t(`signedIn.method.${props.session.signInMethod}`),
      props.session.secondFactor === 'none' ? '' : t(`signedIn.factor.${props.session.secondFactor}`),
      props.session.isReadOnly ? t('apiKey.readOnly') : '',
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <li>
      <div>
        <strong>{clientName(props.session.userAgent)}</strong>
        <Show when={props.session.isCurrent}>
          <span data-part="badge">{t('signedIn.current')}</span>
        </Show>
        <p data-tone="secondary">
          {props.session.clientAddress ?? t('signedIn.noAddress')} · {how()}
        </p>
        <Show when={props.session.impersonatorName}>
          <p data-tone="secondary">{t('signedIn.impersonator', { name: props.session.impersonatorName ?? '' })}</p>
        </Show>
        <p data-tone="secondary">
          {t('signedIn.since')} <Moment at={props.session.createdAt} /> · {t('signedIn.lastSeen')}{' '}
          <Moment at={props.session.lastSeenAt} />
        </p>
      </div>
      <Show when={!props.session.isCurrent && props.onEnd}>
        {(onEnd) => <Button onPress={() => onEnd()()}>{t('signedIn.end')}</Button>}
      </Show>
    </li>
  )
}
