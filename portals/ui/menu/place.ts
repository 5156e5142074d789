const gapPx = 4
const edgePx = 8

/** Puts a top-layer element below its trigger, or above where there is more room, inside the window. */
export function placeBeside(trigger: HTMLElement, content: HTMLElement, align: 'start' | 'end'): void {
  const box = trigger.getBoundingClientRect()
  const width = content.offsetWidth
  const height = content.offsetHeight
  const below = window.innerHeight - box.bottom - gapPx - edgePx
  const above = box.top - gapPx - edgePx
  const isBelow = height <= below || below >= above
  const left = align === 'start' ? box.left : box.right - width
  content.style.left = `${Math.max(edgePx, Math.min(left, window.innerWidth - width - edgePx))}px`
  content.style.top = isBelow ? `${box.bottom + gapPx}px` : `${Math.max(edgePx, box.top - gapPx - height)}px`
  content.style.maxHeight = `${Math.max(120, isBelow ? below : above)}px`
}
