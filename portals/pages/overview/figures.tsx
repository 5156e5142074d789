import './overview.css'
import { For, type JSX, Show } from 'solid-js'
import type { Permission } from '../../../domain/permissions.ts'
import type { Expression } from '../../ui/api/filter.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import { formatCount } from '../../ui/format/number.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { type ScopeProperties, scopeFilter } from '../../ui/scope/scope.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { can } from '../../ui/session/session.ts'
import type { StatusKind } from '../../ui/status/vocabulary.ts'

/** A number, what it counts, and the list behind it. */
export interface Figure {
  label: string
  /** Colours the number when it is not zero. */
  kind?: StatusKind
  href: string
  path: string
  filter: Expression[]
  scope: ScopeProperties
  permission: Permission
  /** Only where it counts something: what calls for nobody is left out. */
  isOnlyWhenAny?: boolean
}

const figureIntervalMs = 10_000

export function Figures(props: { figures: readonly Figure[] }): JSX.Element {
  return (
    <ul data-component="figures">
      <For each={props.figures.filter((figure) => can(figure.permission))}>{(figure) => <Tile figure={figure} />}</For>
    </ul>
  )
}

function Tile(props: { figure: Figure }): JSX.Element {
  const { scope } = useScope()
  const page = createLivePage<object>(
    () => props.figure.path,
    () => ({ filter: [...props.figure.filter, ...scopeFilter(scope(), props.figure.scope)], limit: 1 }),
    { intervalMs: figureIntervalMs },
  )
  const total = () => page.data()?.total
  const shown = () => {
    const count = total()
    if (count !== undefined) return formatCount(count)
    return page.error() ? t('value.none') : ''
  }
  return (
    <Show when={!props.figure.isOnlyWhenAny || (total() ?? 0) > 0}>
      <li data-kind={(total() ?? 0) > 0 ? props.figure.kind : undefined}>
        <Link href={props.figure.href}>
          <strong>{shown()}</strong>
          <span>{props.figure.label}</span>
        </Link>
      </li>
    </Show>
  )
}
