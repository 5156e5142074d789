import './pager.css'
import { For, type JSX, Show } from 'solid-js'
import { Button } from '../button/button.tsx'
import { t } from '../i18n/translate.ts'
import { nearPages } from './pages.ts'

export const pageSizes: readonly number[] = [25, 50, 100, 250, 500]

interface PagerProps {
  page: number
  pageSize: number
  total: number
  shown: number
  onPage: (page: number) => void
  onPageSize: (size: number) => void
}

export function Pager(props: PagerProps): JSX.Element {
  const pages = () => Math.max(1, Math.ceil(props.total / props.pageSize))
  const first = () => (props.page - 1) * props.pageSize + 1
  return (
    <footer data-part="pager">
      <Show when={props.shown > 0} fallback={<span />}>
        <span>{t('table.range', { first: first(), last: first() + props.shown - 1, total: props.total })}</span>
      </Show>
      <Show when={props.total > (pageSizes[0] ?? 0)}>
        <label>
          <span data-visually-hidden>{t('table.pageSize')}</span>
          <select onChange={(event) => props.onPageSize(Number(event.currentTarget.value))}>
            <For each={pageSizes}>
              {(size) => (
                <option value={size} selected={size === props.pageSize}>
                  {t('table.perPage', { size })}
                </option>
              )}
            </For>
          </select>
        </label>
      </Show>
      <Show when={pages() > 1}>
        <nav aria-label={t('table.pages')}>
          <Button
            variant="quiet"
            icon="chevronLeft"
            aria-label={t('table.previousPage')}
            disabled={props.page <= 1}
            onPress={() => props.onPage(props.page - 1)}
          />
          <For each={nearPages(props.page, pages())}>
            {(page) => (
              <Show when={page} fallback={<span aria-hidden="true">…</span>}>
                {(number) => (
                  <Button
                    variant="quiet"
                    aria-current={number() === props.page ? 'page' : undefined}
                    onPress={() => props.onPage(number())}
                  >
                    {number()}
                  </Button>
                )}
              </Show>
            )}
          </For>
          <Button
            variant="quiet"
            icon="chevronRight"
            aria-label={t('table.nextPage')}
            disabled={props.page >= pages()}
            onPress={() => props.onPage(props.page + 1)}
          />
        </nav>
      </Show>
    </footer>
  )
}
