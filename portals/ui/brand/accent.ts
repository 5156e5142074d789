/** Colours of a brand, corrected until they can be read: 4.5 : 1 against what they stand on (WCAG 2.2, 1.4.3). */

export interface Rgb {
  red: number
  green: number
  blue: number
}

const leastContrast = 4.5

/** `#1a5fb4`; anything else is no colour of a brand. */
export function readColor(text: string | null | undefined): Rgb | undefined {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text?.trim() ?? '')
  if (!match) return undefined
  const [red = 0, green = 0, blue = 0] = match.slice(1).map((part) => Number.parseInt(part, 16))
  return { red, green, blue }
}

export function writeColor({ red, green, blue }: Rgb): string {
  return `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

function luminance({ red, green, blue }: Rgb): number {
  const linear = (part: number) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

export function contrast(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (name: keyof Rgb) => from[name] + (to[name] - from[name]) * share
  return { red: part('red'), green: part('green'), blue: part('blue') }
}

const black: Rgb = { red: 0, green: 0, blue: 0 }
const white: Rgb = { red: 255, green: 255, blue: 255 }

/** The colour itself, or the nearest darker (on light ground) or lighter one (on dark ground) that can be read there. */
export function readable(color: Rgb, ground: Rgb): Rgb {
  const towards = luminance(ground) > 0.18 ? black : white
  for (let share = 0; share < 1; share += 0.02) {
    const candidate = mix(color, towards, share)
    const rounded = readColor(writeColor(candidate)) ?? candidate
    if (contrast(rounded, ground) >= leastContrast) return rounded
  }
  return towards
}

/** Black or white, whichever is read better on the colour. */
export function textOn(color: Rgb): Rgb {
  return contrast(color, white) >= contrast(color, black) ? white : black
}

export function hoverOf(color: Rgb, ground: Rgb): Rgb {
  return mix(color, luminance(ground) > 0.18 ? black : white, 0.16)
}
