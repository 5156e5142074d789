import './second-factor.css'
import type { JSX } from 'solid-js'
import { encode } from 'uqr'
import { t } from '../i18n/translate.ts'

/** Quiet zone that the standard asks for, in modules. */
const border = 4

/** Dark modules as one path: no picture to load, no inline style, and sharp at any size. Black on white in both themes. */
export function QrCode(props: { text: string }): JSX.Element {
  const code = () => encode(props.text, { ecc: 'M', border })
  const path = () =>
    code()
      .data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
      .join('')
  return (
    <svg
      data-component="qr-code"
      role="img"
      aria-label={t('mfa.qr')}
      viewBox={`0 0 ${code().size} ${code().size}`}
      shape-rendering="crispEdges"
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path()} fill="#000" />
    </svg>
  )
}
