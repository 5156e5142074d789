import { createSignal } from 'solid-js'

/** Which of the small pages is shown stands in the fragment: codes of mailed links never reach a server that way. */
const [place, setPlace] = createSignal(location.hash)
window.addEventListener('hashchange', () => setPlace(location.hash))

export { place }

/** Leaves a page whose fragment held a secret without a trace of it in the history. */
export function toSignIn(): void {
  history.replaceState(null, '', location.pathname + location.search)
  setPlace('')
}
