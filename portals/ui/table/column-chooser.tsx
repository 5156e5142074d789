import { createUniqueId, For, type JSX, Show } from 'solid-js'
import { Button } from '../button/button.tsx'
import { t } from '../i18n/translate.ts'
import { Popover } from '../menu/menu.tsx'
import type { Column } from './columns.ts'

interface ColumnChooserProps<Row> {
  columns: readonly Column<Row>[]
  /** Keys in the order shown, the name's first. */
  shown: readonly string[]
  isChosen: boolean
  /** Keys without the name's; null: back to what the width gives. */
  onChange: (keys: string[] | null) => void
}

export function ColumnChooser<Row>(props: ColumnChooserProps<Row>): JSX.Element {
  const id = createUniqueId()
  const others = () => props.columns.slice(1)
  const chosen = () => props.shown.slice(1)
  /** The shown ones in their order, then the rest in the table's. */
  const listed = () => {
    const shown = chosen().flatMap((key) => others().find((column) => column.key === key) ?? [])
    return [...shown, ...others().filter((column) => !chosen().includes(column.key))]
  }

  function toggle(key: string): void {
    props.onChange(chosen().includes(key) ? chosen().filter((other) => other !== key) : [...chosen(), key])
  }

  function raise(key: string): void {
    const keys = [...chosen()]
    const index = keys.indexOf(key)
    if (index < 1) return
    keys.splice(index, 1)
    keys.splice(index - 1, 0, key)
    props.onChange(keys)
  }

  return (
    <Popover kind="group" variant="quiet" icon="columns" align="end" label="" name={t('table.columns')}>
      {() => (
        <div data-part="column-chooser">
          <For each={listed()}>
            {(column, index) => (
              <div data-component="choice">
                <input
                  id={`${id}-${column.key}`}
                  type="checkbox"
                  checked={chosen().includes(column.key)}
                  onChange={() => toggle(column.key)}
                />
                <label for={`${id}-${column.key}`}>{column.title}</label>
                <Show when={index() > 0 && chosen().includes(column.key)}>
                  <button
                    type="button"
                    aria-label={t('table.moveEarlier', { name: column.title })}
                    title={t('table.moveEarlier', { name: column.title })}
                    onClick={() => raise(column.key)}
                  >
                    ↑
                  </button>
                </Show>
              </div>
            )}
          </For>
          <Show when={props.isChosen}>
            <Button variant="quiet" onPress={() => props.onChange(null)}>
              {t('table.resetColumns')}
            </Button>
          </Show>
        </div>
      )}
    </Popover>
  )
}
