import { createSignal, onCleanup } from 'solid-js'
import type { ScopeKind } from './scope.ts'

const [applied, setApplied] = createSignal<readonly ScopeKind[] | undefined>()

/** Which limits the present page honours; undefined while a page has not said (a form, a dialog). */
export { applied }

/** Called by whatever asks the API with the scope, so that the scope bar never claims a limit that is not there. */
export function declareScope(kinds: () => readonly ScopeKind[]): void {
  setApplied(kinds())
  onCleanup(() => setApplied(undefined))
}
