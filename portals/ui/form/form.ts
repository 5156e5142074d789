import { createEffect, createSignal, onCleanup } from 'solid-js'
import { createStore } from 'solid-js/store'
import { ApiError, toApiError } from '../api/error.ts'
import { type DraftOptions, dropDraft, readDraft, writeDraft } from './draft.ts'
import { afterPress } from './press.ts'
import { placeErrors, type WireNames } from './server-errors.ts'

export type FieldErrors<V> = Partial<Record<keyof V & string, string>>

export interface FormOptions<V extends object> {
  initial: V
  /** All that can be said without the server; empty when nothing is wrong. */
  validate: (values: V) => FieldErrors<V>
  /** Wire path → field, for placing the server's refusals. */
  wireNames?: WireNames
  /** Kept over a reload and a sign-in in the middle, until the form is left. */
  draft?: DraftOptions<V>
}

export interface Form<V extends object> {
  values: V
  set<K extends keyof V & string>(name: K, value: V[K]): void
  /** What to show below a field: nothing until it was left once. */
  errorOf(name: keyof V & string): string | undefined
  leave(name: keyof V & string): void
  /** What the server refused and no field of the form stands for. */
  failure: () => ApiError | undefined
  isBusy: () => boolean
  /** Marks the named fields as visited and says whether they hold; the first that does not gets the focus. */
  check(names?: readonly (keyof V & string)[]): boolean
  /** Validates, works, and places refusals. Undefined when it was refused (the page keeps what was typed). */
  submit<T>(work: (values: V) => Promise<T>): Promise<T | undefined>
  /** Back to what it began with: after a secret was saved, nothing of it stays on the page. */
  reset(): void
  /** Fields with a shown error, for a wizard to lead back to their step. */
  refused: () => (keyof V & string)[]
  /** Registers the control, so that a refused field can be focused. */
  control(name: keyof V & string, element: HTMLElement): void
}

export function createForm<V extends object>(options: FormOptions<V>): Form<V> {
  const { draft } = options
  const [values, setValues] = createStore<V>(draft ? readDraft(draft, options.initial) : { ...options.initial })
  if (draft) {
    createEffect(() => writeDraft(draft, options.initial, values))
    onCleanup(() => dropDraft(draft.name))
  }
  const [visited, setVisited] = createStore<Record<string, boolean>>({})
  const [serverErrors, setServerErrors] = createStore<Record<string, string | undefined>>({})
  const [failure, setFailure] = createSignal<ApiError>()
  const [isBusy, setBusy] = createSignal(false)
  const controls = new Map<string, HTMLElement>()
  type Name = keyof V & string

  const names = () => Object.keys(options.initial) as Name[]
  const own = () => options.validate(values)
  const errorOf = (name: Name) => serverErrors[name] ?? (visited[name] ? own()[name] : undefined)

  function focusFirst(candidates: readonly Name[]): void {
    const present = candidates.map((name) => controls.get(name)).filter((element) => element?.isConnected)
    present[0]?.focus()
  }

  function check(wanted: readonly Name[] = names()): boolean {
    for (const name of wanted) setVisited(name, true)
    const broken = own()
    const failing = wanted.filter((name) => broken[name] !== undefined)
    focusFirst(failing)
    return failing.length === 0
  }

  async function submit<T>(work: (values: V) => Promise<T>): Promise<T | undefined> {
    if (isBusy() || !check()) return undefined
    setFailure(undefined)
    for (const name of names()) setServerErrors(name, undefined)
    setBusy(true)
    try {
      return await work(values)
    } catch (cause) {
      const error = toApiError(cause)
      const placed = placeErrors(error, options.wireNames ?? {})
      for (const [name, message] of Object.entries(placed.fields)) setServerErrors(name, message)
      if (placed.rest.length > 0 || error.errors.length === 0) {
        setFailure(new ApiError(error.kind, error.status, placed.rest, error.requestId))
      }
      queueMicrotask(() => focusFirst(names().filter((name) => placed.fields[name] !== undefined)))
      return undefined
    } finally {
      setBusy(false)
    }
  }

  return {
    values,
    set: (name, value) => {
      setValues((before) => ({ ...before, [name]: value }))
      setServerErrors(name, undefined)
    },
    errorOf,
    leave: (name) => afterPress(() => setVisited(name, true)),
    failure,
    isBusy,
    check,
    submit,
    reset: () => {
      setValues({ ...options.initial })
      for (const name of names()) {
        setVisited(name, false)
        setServerErrors(name, undefined)
      }
      setFailure(undefined)
    },
    refused: () => names().filter((name) => errorOf(name) !== undefined),
    control: (name, element) => void controls.set(name, element),
  }
}

/** The form as seen by a component that knows only some of its fields: it reads and sets no others. */
export function narrowForm<N extends object>(form: object): Form<N> {
  return form as Form<N>
}
