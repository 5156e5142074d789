import type { JSX } from 'solid-js'

/** The mark: a root that grips, drawn as two pillars with a knot between them. */
export function BrandMark(props: { size?: number }): JSX.Element {
  return (
    <svg width={props.size ?? 20} height={props.size ?? 20} viewBox="0 0 20 20" fill="none" aria-hidden="true">
      <rect width="20" height="20" rx="5" fill="var(--color-accent)" />
      <path
        d="M6 4.5v11M14 4.5v11M6 10c1.3-1.5 2.7-1.5 4 0s2.7 1.5 4 0"
        stroke="var(--color-on-accent)"
        stroke-width="1.8"
        stroke-linecap="round"
      />
    </svg>
  )
}
