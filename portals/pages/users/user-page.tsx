import { useNavigate, useParams } from '@solidjs/router'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { User } from '../../ui/api/types.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { useScope } from '../../ui/scope/use-scope.ts'
import { Allowed } from '../../ui/session/allowed.tsx'
import { can, isActing, useSession } from '../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { Status } from '../../ui/status/status.tsx'
import { enabledStatus } from '../../ui/status/vocabulary.ts'
import { Tabs } from '../../ui/tabs/tabs.tsx'
import { ApiKeyTable } from '../api-keys/api-key-table.tsx'
import { PageHead } from '../page-head.tsx'
import { SessionList } from '../sessions/session-list.tsx'
import { isChangeable } from './user-actions.ts'
import { UserButtons } from './user-buttons.tsx'
import { UserFacts } from './user-panel.tsx'

export default function UserPage(): JSX.Element {
  const parameters = useParams<{ uid: string; tab?: string }>()
  const user = createLiveOne<User>(() => `/users/${parameters.uid}`)
  setTitle(() => user.data()?.userName)
  return (
    <Show
      when={user.data()}
      fallback={
        <Show when={user.error()} fallback={<Skeleton />}>
          {(error) => <ErrorState isPage error={error()} onRetry={user.refresh} />}
        </Show>
      }
    >
      {(row) => <UserContent row={row()} tab={parameters.tab} />}
    </Show>
  )
}

function UserContent(props: { row: User; tab: string | undefined }): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  const home = () => `/users/${props.row.instanceUid}`
  return (
    <>
      <PageHead
        backHref="/users"
        backLabel={t('nav.users')}
        title={props.row.userName}
        status={<Status value={enabledStatus(props.row.status)} />}
      >
        <Show when={isChangeable(props.row)}>
          <ButtonLink href={`${home()}/edit`}>{t('action.edit')}</ButtonLink>
        </Show>
        <UserButtons rows={[props.row]} onDeleted={() => navigate(href('/users'))} />
      </PageHead>
      <Tabs
        base={`/${useSession().portal}`}
        tabs={[
          { href: home(), label: t('user.tab.overview') },
          { href: `${home()}/sessions`, label: t('user.tab.sessions') },
          ...(can('apiKeys.manage') ? [{ href: `${home()}/api-keys`, label: t('company.tab.apiKeys') }] : []),
        ]}
      />
      <Switch
        fallback={
          <div data-component="detail-body">
            <section>
              <UserFacts row={props.row} />
            </section>
          </div>
        }
      >
        <Match when={props.tab === 'sessions'}>
          <div data-component="detail-body">
            <section data-wide>
              <SessionList
                path={`/users/${props.row.instanceUid}/sessions`}
                canEnd={isChangeable(props.row) && !isActing()}
                endAllLabel={t('signedIn.user.endAll')}
              />
            </section>
          </div>
        </Match>
        <Match when={props.tab === 'api-keys'}>
          <Allowed permission="apiKeys.manage">
            <ApiKeyTable user={props.row} organizationUid={props.row.organizationUid} />
          </Allowed>
        </Match>
      </Switch>
    </>
  )
}
