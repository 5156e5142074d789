import { A, type AnchorProps } from '@solidjs/router'
import { type JSX, splitProps } from 'solid-js'
import { useScope } from '../scope/use-scope.ts'

/** A link inside the portal; the scope that is chosen above goes along. */
export function Link(props: AnchorProps): JSX.Element {
  const [own, rest] = splitProps(props, ['href'])
  const { href } = useScope()
  return <A href={href(own.href)} {...rest} />
}

/** A link that looks like a button: the one primary action of a page is usually a page of its own. */
export function ButtonLink(props: AnchorProps & { variant?: 'primary' | 'plain' | 'quiet' }): JSX.Element {
  const [own, rest] = splitProps(props, ['variant'])
  return <Link data-component="button" data-variant={own.variant ?? 'plain'} {...rest} />
}
