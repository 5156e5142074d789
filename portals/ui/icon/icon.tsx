import type { JSX } from 'solid-js'

/** Outlines of 16 px icons on a 16-unit grid, all drawn with one stroke width. */
const outlines = {
  alert: 'M8 2.2 14.4 13.3H1.6zM8 6.5v3.2M8 11.4v.2',
  arrowLeft: 'M13 8H3M7 4 3 8l4 4',
  building:
    'M3 14V3.5A1.5 1.5 0 0 1 4.5 2h4A1.5 1.5 0 0 1 10 3.5V14M10 6.5h1.5A1.5 1.5 0 0 1 13 8v6M1.5 14h13M5.5 5h2M5.5 8h2M5.5 11h2',
  calendar: 'M2.5 4.5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1zM2.5 6.8h11M5.5 2v3M10.5 2v3',
  check: 'm3 8.5 3.3 3.3L13 4.8',
  chevronDown: 'm4 6 4 4 4-4',
  chevronLeft: 'M10 4 6 8l4 4',
  chevronRight: 'm6 4 4 4-4 4',
  close: 'm4 4 8 8M12 4l-8 8',
  columns: 'M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9',
  computer: 'M2 3.5h12v7.5H2zM8 11v2.5M5.5 13.5h5',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  disk: 'M8 6.2c3 0 5-.9 5-2s-2-2-5-2-5 .9-5 2 2 2 5 2zM3 4.2v7.6c0 1.1 2 2 5 2s5-.9 5-2V4.2M3 8c0 1.1 2 2 5 2s5-.9 5-2',
  download: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  filter: 'M2.5 3.5h11L9.5 8.3v4.2l-3-1.5V8.3z',
  history: 'M2.8 8a5.3 5.3 0 1 0 1.7-3.9L2.5 6M2.5 2.8V6h3.2M8 5v3.2l2.2 1.3',
  home: 'm2 7.5 6-5 6 5M3.5 6.5v7h9v-7M6.5 13.5V9.5h3v4',
  job: 'M8 2.7A5.3 5.3 0 1 0 13.3 8M8 5v3l2 1.5M10.5 2.5h3v3M13.5 2.5l-3 3',
  key: 'M9.8 9.2a3.3 3.3 0 1 0-3-3L2.5 10.5v3h3V12H7v-1.5h1.5zM10.7 5.3v.1',
  mail: 'M2 4h12v8.5H2zM2 4.5l6 4.5 6-4.5',
  lock: 'M3.5 7.2h9v6.3h-9zM5.5 7.2V5a2.5 2.5 0 0 1 5 0v2.2M8 9.7v1.6',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  more: 'M3.5 8v.1M8 8v.1M12.5 8v.1',
  palette:
    'M8 2.2a5.8 5.8 0 1 0 0 11.6c1 0 1.3-.8.9-1.6-.5-1 .1-2 1.2-2h1.5a2.2 2.2 0 0 0 2.2-2.2C13.8 4.8 11.2 2.2 8 2.2zM5.2 7v.1M7.2 4.9V5M10 5.2v.1',
  pencil: 'M10.8 2.8 13.2 5.2 5.5 13l-3 .5.5-3zM9.3 4.3l2.4 2.4',
  pin: 'M8 14s4.5-4.2 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 9.8 8 14 8 14zM8 8a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  play: 'M5 3.2v9.6L12.5 8z',
  plus: 'M8 3v10M3 8h10',
  reseller:
    'M5.8 7.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM1.8 13.2c0-2.2 1.8-3.7 4-3.7s4 1.5 4 3.7M10.3 3a2.2 2.2 0 0 1 0 4M11.8 9.8c1.5.5 2.4 1.7 2.4 3.4',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2',
  shield: 'M8 2 13 4v4c0 3-2 5-5 6-3-1-5-3-5-6V4zM6 8l1.5 1.5L10.2 6.6',
  sidebar: 'M2.5 3.5h11v9h-11zM6.2 3.5v9',
  stop: 'M4.2 4.2h7.6v7.6H4.2z',
  trash: 'M2.8 4.3h10.4M6.2 4.3V2.8h3.6v1.5M4 4.3l.7 9.2h6.6l.7-9.2M6.7 6.8v4.2M9.3 6.8v4.2',
  user: 'M8 7.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM2.9 13.7c.4-2.4 2.5-4 5.1-4s4.7 1.6 5.1 4',
  vault:
    'M2.5 3h11v9.5h-11zM4.5 12.5V14M11.5 12.5V14M8 10a2.2 2.2 0 1 0 0-4.5A2.2 2.2 0 0 0 8 10zM8 5.5V4.6M8 10.9V10M5.75 7.75h-.9M11.15 7.75h-.9',
} as const

export type IconName = keyof typeof outlines

/** Decoration only: whatever carries the icon names itself in words. */
export function Icon(props: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg
      width={props.size ?? 16}
      height={props.size ?? 16}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={outlines[props.name]} />
    </svg>
  )
}
