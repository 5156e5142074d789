import { type JSX, Show } from 'solid-js'
import { Icon } from '../ui/icon/icon.tsx'
import { Link } from '../ui/link/link.tsx'
import './page-head.css'

/** The head of a page about one thing: the way back to its list, its name, its state, and what can be done with it. */
export function PageHead(props: {
  backHref: string
  backLabel: string
  title: string
  status?: JSX.Element
  children?: JSX.Element
}): JSX.Element {
  return (
    <div data-component="detail-head">
      <Link href={props.backHref} data-part="back">
        <Icon name="arrowLeft" size={12} />
        {props.backLabel}
      </Link>
      <header data-component="page-head">
        <h1 tabindex="-1">
          {props.title}
          <Show when={props.status}>
            <span data-part="status">{props.status}</span>
          </Show>
        </h1>
        <div data-part="actions">{props.children}</div>
      </header>
    </div>
  )
}
