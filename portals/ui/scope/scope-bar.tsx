import './scope-bar.css'
import { For, type JSX, Show } from 'solid-js'
import type { Permission } from '../../../domain/permissions.ts'
import { companies, locations, resellers, sites } from '../api/names.ts'
import { type MessageKey, t } from '../i18n/translate.ts'
import { Icon } from '../icon/icon.tsx'
import { Popover } from '../menu/menu.tsx'
import { OptionList, type OptionSource } from '../pick/option-list.tsx'
import { companySource, locationSource, resellerSource, siteSource } from '../pick/sources.ts'
import { can } from '../session/session.ts'
import { applied } from './applied.ts'
import type { Scope, ScopeKind } from './scope.ts'
import { useScope } from './use-scope.ts'

interface Limit {
  all: MessageKey
  /** The chosen one's name, looked up by id so that a shared address shows it too. */
  nameOf: (uid: string) => string | undefined
  source: (scope: Scope) => OptionSource
}

const limits: Record<ScopeKind, Limit> = {
  site: { all: 'scope.allSites', nameOf: (uid) => sites.row(uid)?.siteName, source: siteSource },
  reseller: { all: 'scope.allResellers', nameOf: (uid) => resellers.row(uid)?.name, source: resellerSource },
  company: {
    all: 'scope.allCompanies',
    nameOf: (uid) => companies.row(uid)?.name,
    source: (scope) => companySource(scope.reseller),
  },
  location: {
    all: 'scope.allLocations',
    nameOf: (uid) => locations.row(uid)?.name,
    source: (scope) => locationSource(scope.company),
  },
}

/** A list that may not be read is no choice to offer. */
const permissions: Record<ScopeKind, Permission> = {
  site: 'sites.read',
  reseller: 'resellers.read',
  company: 'companies.read',
  location: 'locations.read',
}

export function ScopeBar(props: { kinds: readonly ScopeKind[] }): JSX.Element {
  const { scope } = useScope()
  /** A picker that would limit nothing here is left out, unless something is chosen in it: that must stay visible. */
  const isOffered = (kind: ScopeKind) => {
    if (scope()[kind]) return true
    if (!applied()?.includes(kind) || !can(permissions[kind])) return false
    return kind !== 'location' || props.kinds.length === 1 || scope().company !== undefined
  }
  return (
    <nav data-component="scope-bar" aria-label={t('scope.title')}>
      <For each={props.kinds.filter(isOffered)}>{(kind) => <ScopePicker kind={kind} />}</For>
    </nav>
  )
}

function ScopePicker(props: { kind: ScopeKind }): JSX.Element {
  const { scope, choose } = useScope()
  const limit = () => limits[props.kind]
  const chosen = () => scope()[props.kind]
  const isIdle = () => chosen() !== undefined && applied() !== undefined && !applied()?.includes(props.kind)
  const label = () => {
    const uid = chosen()
    return uid ? (limit().nameOf(uid) ?? uid.slice(0, 8)) : t(limit().all)
  }

  return (
    <span data-part="picker" data-chosen={chosen() ? '' : undefined} data-idle={isIdle() ? '' : undefined}>
      <Popover
        kind="group"
        variant="quiet"
        label={
          <>
            {label()}
            <Show when={isIdle()}>
              <span data-tone="faint"> {t('scope.notHere')}</span>
            </Show>
            <Icon name="chevronDown" size={12} />
          </>
        }
      >
        {(close) => (
          <OptionList
            source={limit().source(scope())}
            chosen={chosen()}
            noneLabel={t(limit().all)}
            onChoose={(option) => {
              close()
              choose(props.kind, option?.uid)
            }}
          />
        )}
      </Popover>
      <Show when={chosen()}>
        <button
          type="button"
          aria-label={t('scope.clear', { name: label() })}
          onClick={() => choose(props.kind, undefined)}
        >
          <Icon name="close" size={12} />
        </button>
      </Show>
    </span>
  )
}
