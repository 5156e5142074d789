import { createSignal } from 'solid-js'

const [now, setNow] = createSignal(Date.now())

/** One clock for all relative times on the page: they turn over together, every ten seconds. */
setInterval(() => setNow(Date.now()), 10_000)

export { now }
