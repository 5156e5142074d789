import './panel.css'
import { createUniqueId, type JSX, onMount } from 'solid-js'
import { Button } from '../button/button.tsx'
import { t } from '../i18n/translate.ts'

/** The look at one row beside its list. It does not lock the page; Escape closes it and leads back to the row. */
export function Panel(props: { title: string; onClose: () => void; children: JSX.Element }): JSX.Element {
  const titleId = createUniqueId()
  const opener = document.activeElement
  let heading: HTMLHeadingElement | undefined

  onMount(() => {
    if (window.matchMedia('(max-width: 1023px)').matches) heading?.focus()
  })

  function close(): void {
    props.onClose()
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
  }

  return (
    <aside
      data-component="panel"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close()
      }}
    >
      <header>
        <h2 id={titleId} ref={heading} tabindex="-1">
          {props.title}
        </h2>
        <Button variant="quiet" icon="close" aria-label={t('action.closePanel')} onPress={close} />
      </header>
      <div data-part="body">{props.children}</div>
    </aside>
  )
}
