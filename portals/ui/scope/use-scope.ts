import { useLocation, useSearchParams } from '@solidjs/router'
import { changeScope, readScope, type Scope, type ScopeKind, withScope } from './scope.ts'

export function useScope(): { scope: () => Scope; href: (path: string) => string; choose: ChooseScope } {
  const location = useLocation()
  const [, setParameters] = useSearchParams()
  const scope = () => readScope(location.search)
  return {
    scope,
    href: (path) => withScope(path, scope()),
    choose: (kind, value) => {
      const next = changeScope(scope(), kind, value)
      setParameters({
        site: next.site,
        reseller: next.reseller,
        company: next.company,
        location: next.location,
        page: undefined,
        panel: undefined,
      })
    },
  }
}

export type ChooseScope = (kind: ScopeKind, value: string | undefined) => void
