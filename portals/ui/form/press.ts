/**
 * Leaving a field for a button is the first half of a press. What it changes on the page waits for the other half:
 * otherwise a message that comes or goes moves the button away from under the pointer, and the press is lost.
 */
let isPressed = false
let waiting: (() => void)[] = []

function released(): void {
  if (!isPressed) return
  isPressed = false
  // The click comes after the release, and is still to find what was pressed.
  setTimeout(() => {
    const due = waiting
    waiting = []
    for (const work of due) work()
  })
}

/** Called once by a page that has forms. */
export function watchPresses(): void {
  addEventListener('pointerdown', () => (isPressed = true), { capture: true })
  for (const end of ['pointerup', 'pointercancel'] as const) addEventListener(end, released, { capture: true })
}

export function afterPress(work: () => void): void {
  if (isPressed) waiting.push(work)
  else work()
}
