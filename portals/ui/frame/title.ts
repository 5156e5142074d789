import { createEffect, onCleanup } from 'solid-js'
import { brand } from '../brand/brand.ts'

const productName = 'Holdfast'

/** Names the browser's tab after the page; back to the name of the portals when the page goes. */
export function setTitle(title: () => string | undefined): void {
  const portalName = () => brand()?.portalName || productName
  createEffect(() => {
    const text = title()
    document.title = text ? `${text} · ${portalName()}` : portalName()
  })
  onCleanup(() => {
    document.title = portalName()
  })
}
