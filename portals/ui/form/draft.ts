/**
 * What was typed into a form and not yet sent, kept in this tab for a reload and for a sign-in in the middle. Only what
 * differs from what the form began with is kept, so that the rest follows what the console has by then; secrets never are.
 */
const prefix = 'holdfast.draft.'

export interface DraftOptions<V> {
  /** Which form, of whom: nobody is shown what somebody else has typed. */
  name: string
  secrets: readonly (keyof V & string)[]
}

export function readDraft<V extends object>({ name, secrets }: DraftOptions<V>, initial: V): V {
  const kept = readKept(prefix + name)
  const values = { ...initial }
  for (const key of Object.keys(initial) as (keyof V & string)[]) {
    const value = kept[key]
    if (!secrets.includes(key) && value !== undefined && isAlike(value, initial[key]))
      values[key] = value as V[typeof key]
  }
  return values
}

export function writeDraft<V extends object>({ name, secrets }: DraftOptions<V>, initial: V, values: V): void {
  const changed = (Object.keys(initial) as (keyof V & string)[]).filter(
    (key) => !secrets.includes(key) && JSON.stringify(values[key]) !== JSON.stringify(initial[key]),
  )
  const kept = Object.fromEntries(changed.map((key) => [key, values[key]]))
  try {
    if (changed.length === 0) sessionStorage.removeItem(prefix + name)
    else sessionStorage.setItem(prefix + name, JSON.stringify(kept))
  } catch {
    // Storage is full or forbidden: the form goes on without.
  }
}

export function dropDraft(name: string): void {
  try {
    sessionStorage.removeItem(prefix + name)
  } catch {
    // There is none then.
  }
}

/** Of everybody who has typed something in this tab. */
export function dropDrafts(): void {
  try {
    const keys = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index) ?? '')
    for (const key of keys) if (key.startsWith(prefix)) sessionStorage.removeItem(key)
  } catch {
    // There are none then.
  }
}

function readKept(key: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}')
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}

/** A newer form may have another kind of value under the same name. */
function isAlike(value: unknown, initial: unknown): boolean {
  if (Array.isArray(initial)) return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
  return typeof value === typeof initial
}
