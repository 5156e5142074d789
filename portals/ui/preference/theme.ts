import { createEffect, createRoot } from 'solid-js'
import { createPreference } from './preference.ts'

export type Theme = 'system' | 'light' | 'dark'
const themes: readonly unknown[] = ['system', 'light', 'dark']

export const [theme, setTheme] = createPreference<Theme>('theme', 'system', (value): value is Theme =>
  themes.includes(value),
)

/** Keeps `data-theme` of the document in step; without it the stylesheet follows the system. */
export function applyTheme(): void {
  createRoot(() => {
    createEffect(() => {
      const root = document.documentElement
      if (theme() === 'system') delete root.dataset.theme
      else root.dataset.theme = theme()
    })
  })
}
