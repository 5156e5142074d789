import { type Accessor, createSignal } from 'solid-js'

/**
 * What a person chose about the look of the portals, kept in this browser. A browser that refuses storage still works:
 * the choice then lasts as long as the page.
 */
export function createPreference<T>(
  name: string,
  fallback: T,
  isValid: (value: unknown) => value is T,
): [Accessor<T>, (value: T) => void] {
  const key = `holdfast.${name}`
  const [value, setValue] = createSignal<T>(read())

  function read(): T {
    try {
      const parsed: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
      return isValid(parsed) ? parsed : fallback
    } catch {
      return fallback
    }
  }

  function write(next: T): void {
    setValue(() => next)
    try {
      localStorage.setItem(key, JSON.stringify(next))
    } catch {
      // Storage is full or forbidden: the signal above still holds the choice.
    }
  }

  return [value, write]
}

export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
export const isStringList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string')
