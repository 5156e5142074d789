import { type Expression, equals } from '../api/filter.ts'

/** What everything on a page is limited to. It lives in the address, so it survives reload and can be sent on. */
export interface Scope {
  site?: string
  reseller?: string
  company?: string
  location?: string
}

export type ScopeKind = keyof Scope
export const scopeKinds: readonly ScopeKind[] = ['site', 'reseller', 'company', 'location']

export function readScope(search: string): Scope {
  const parameters = new URLSearchParams(search)
  const scope: Scope = {}
  for (const kind of scopeKinds) {
    const value = parameters.get(kind)
    if (value) scope[kind] = value
  }
  return scope
}

/** An address with the present scope carried along; what it already says about the scope stands. */
export function withScope(href: string, scope: Scope): string {
  const [path = '', search = ''] = href.split('?', 2)
  const parameters = new URLSearchParams(search)
  for (const kind of scopeKinds) {
    const value = scope[kind]
    if (value && !parameters.has(kind)) parameters.set(kind, value)
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Choosing a wider limit drops the narrower ones that no longer fit below it. */
export function changeScope(scope: Scope, kind: ScopeKind, value: string | undefined): Scope {
  const next: Scope = { ...scope }
  delete next[kind]
  if (value) next[kind] = value
  if (kind === 'reseller') delete next.company
  if (kind === 'reseller' || kind === 'company') delete next.location
  return next
}

/** Wire properties by which one collection can be limited; a missing one means the limit does not apply to it. */
export type ScopeProperties = Partial<Record<ScopeKind, string>>

export function scopeFilter(scope: Scope, properties: ScopeProperties): Expression[] {
  const filter: Expression[] = []
  for (const kind of scopeKinds) {
    const property = properties[kind]
    const value = scope[kind]
    if (property && value) filter.push(equals(property, value))
  }
  return filter
}
