/** The colour of each theme, dark enough for white text on it (4.5 : 1). */
import type { PublicBrand } from '../contract/organizations/configuration-branding.ts'

const THEME_COLORS: Readonly<Record<PublicBrand['portalColorTheme'], string>> = {
  Blue: '#1a5fb4',
  Green: '#1f7a3d',
  Grey: '#4b5563',
  Pink: '#b0306a',
  Red: '#b3261e',
  Turquoise: '#0b7285',
  Unknown: '#1a5fb4',
  Yellow: '#8a6100',
}
const MIN_CONTRAST = 4.5

/** The brand's own colour where white text can be read on it, otherwise darkened until it can. */
export function themeColor({ accentColor, portalColorTheme }: Pick<PublicBrand, 'accentColor' | 'portalColorTheme'>) {
  if (accentColor === null || !/^#[0-9a-f]{6}$/i.test(accentColor)) return THEME_COLORS[portalColorTheme]
  let channels = [1, 3, 5].map((start) => Number.parseInt(accentColor.slice(start, start + 2), 16))
  while (contrastWithWhite(channels) < MIN_CONTRAST) channels = channels.map((channel) => Math.floor(channel * 0.95))
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

/** WCAG 2: relative luminance of sRGB. */
function contrastWithWhite(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}
