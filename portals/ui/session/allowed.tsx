import { type Component, createMemo, type JSX, lazy, Show } from 'solid-js'
import type { Permission } from '../../../domain/permissions.ts'
import { ApiError } from '../api/error.ts'
import { setTitle } from '../frame/title.ts'
import { t } from '../i18n/translate.ts'
import { ErrorState } from '../state/states.tsx'
import { can, isClosedWhileActing } from './session.ts'

/** What only those see who have the permission; everybody else is told which one is missing, and nothing is asked for. */
export function Allowed(props: { permission: Permission; isPage?: boolean; children: JSX.Element }): JSX.Element {
  return (
    <Show
      when={can(props.permission)}
      fallback={<Missing permission={props.permission} isPage={props.isPage === true} />}
    >
      {props.children}
    </Show>
  )
}

function Missing(props: { permission: Permission; isPage: boolean }): JSX.Element {
  const error = createMemo(() => {
    const message = isClosedWhileActing(props.permission)
      ? t('error.forbidden.acting')
      : t('error.forbidden.permission', { permission: props.permission })
    return new ApiError('forbidden', 403, [{ message }], undefined)
  })
  if (props.isPage) setTitle(() => t('error.forbidden.title'))
  return <ErrorState isPage={props.isPage} error={error()} />
}

/** A page that is opened by its address too, by people to whom nothing leads there. */
export function guarded(permission: Permission, load: () => Promise<{ default: Component }>): Component {
  const Page = lazy(load)
  const Guarded = () => (
    <Allowed isPage permission={permission}>
      <Page />
    </Allowed>
  )
  return Object.assign(Guarded, { preload: Page.preload })
}
