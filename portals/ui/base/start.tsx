import './base.css'
import type { JSX } from 'solid-js'
import { render } from 'solid-js/web'
import { watchPresses } from '../form/press.ts'
import { applyTheme } from '../preference/theme.ts'

/** Puts a portal on its page. */
export function start(portal: () => JSX.Element): void {
  const root = document.getElementById('portal')
  if (!root) throw new Error('The page has no element for the portal')
  applyTheme()
  watchPresses()
  render(portal, root)
}
