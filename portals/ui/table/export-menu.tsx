import { For, type JSX } from 'solid-js'
import { apiBase } from '../api/client.ts'
import { t } from '../i18n/translate.ts'
import { Popover } from '../menu/menu.tsx'

/** All rows of the filter, not of the page: the same address without a limit, in another format. */
export function ExportMenu(props: { fileName: string; address: (format: string) => string }): JSX.Element {
  return (
    <Popover kind="menu" variant="quiet" icon="download" align="end" label={t('table.export')}>
      {(close) => (
        <For each={['csv', 'xml', 'json']}>
          {(format) => (
            <a
              role="menuitem"
              tabindex="-1"
              data-component="menu-item"
              href={apiBase + props.address(format)}
              download={`${props.fileName}.${format}`}
              rel="external"
              onClick={() => setTimeout(close)}
            >
              {format.toUpperCase()}
            </a>
          )}
        </For>
      )}
    </Popover>
  )
}
