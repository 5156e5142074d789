import { createEffect, onCleanup } from 'solid-js'

/** Names the browser's tab after the page; back to the product's name when the page goes. */
export function setTitle(title: () => string | undefined): void {
  createEffect(() => {
    const text = title()
    document.title = text ? `${text} · Holdfast` : 'Holdfast'
  })
  onCleanup(() => {
    document.title = 'Holdfast'
  })
}
