import { createSignal } from 'solid-js'
import { getOne } from '../api/client.ts'
import type { PublicBrand } from '../api/types.ts'
import { hoverOf, type Rgb, readable, readColor, textOn, writeColor } from './accent.ts'

const [brand, setBrand] = createSignal<PublicBrand>()

/** How the organization wants its portals to look; nothing until it was asked for. */
export { brand }

/** The grounds of both themes (ui/base/tokens.css), on which an accent colour has to be read. */
const lightGround: Rgb = { red: 245, green: 246, blue: 248 }
const darkGround: Rgb = { red: 29, green: 35, blue: 44 }

/** Colours that stand for the themes of the API; blue is the accent that the portals have anyway. */
const themes: Partial<Record<PublicBrand['portalColorTheme'], string>> = {
  Green: '#18784a',
  Grey: '#4d5766',
  Pink: '#b0306a',
  Red: '#b3261e',
  Turquoise: '#0b7285',
  Yellow: '#8a6100',
}

/** A brand that cannot be loaded leaves the portals as they are: it must not keep anybody from signing in. */
export async function loadBrand(query: { organization?: string | undefined; host?: string }): Promise<void> {
  try {
    const loaded = await getOne<PublicBrand>('/branding', query)
    setBrand(loaded)
    applyIcon(loaded.images.favicon)
    applyAccent(readColor(loaded.accentColor ?? themes[loaded.portalColorTheme]))
  } catch {
    // The look of the product stands.
  }
}

let ownIcon: string | null | undefined

function applyIcon(address: string | null): void {
  const link = document.querySelector('link[rel="icon"]')
  ownIcon ??= link?.getAttribute('href')
  const icon = address ?? ownIcon
  if (icon) link?.setAttribute('href', icon)
  // The product's own icon is a drawing, a brand's a bitmap of either kind: the browser finds out.
  link?.removeAttribute('type')
}

const names = ['--color-accent', '--color-accent-hover', '--color-on-accent'] as const

function applyAccent(accent: Rgb | undefined): void {
  const { style } = document.documentElement
  for (const name of names) style.removeProperty(name)
  if (!accent) return
  const light = readable(accent, lightGround)
  const dark = readable(accent, darkGround)
  const pair = (one: Rgb, other: Rgb) => `light-dark(${writeColor(one)}, ${writeColor(other)})`
  style.setProperty('--color-accent', pair(light, dark))
  style.setProperty('--color-accent-hover', pair(hoverOf(light, lightGround), hoverOf(dark, darkGround)))
  style.setProperty('--color-on-accent', pair(textOn(light), textOn(dark)))
}
