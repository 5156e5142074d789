import { createSignal } from 'solid-js'

type TableWidth = 'narrow' | 'wide' | 'widest'

const wide = window.matchMedia('(min-width: 1200px)')
const widest = window.matchMedia('(min-width: 1680px)')
const present = (): TableWidth => (widest.matches ? 'widest' : wide.matches ? 'wide' : 'narrow')

const [tableWidth, setTableWidth] = createSignal<TableWidth>(present())
for (const query of [wide, widest]) query.addEventListener('change', () => setTableWidth(present()))

/** How much the window has room for, in the steps at which tables bring in further columns. */
export { tableWidth }
