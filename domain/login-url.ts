/** Addresses under which the users of one organization sign in, in the one form in which they are kept and compared. */
import { foldKey } from './collation.ts'
import { fail, ok, type Result } from './result.ts'

export interface LoginUrlOwner {
  name: string
  alias: string | null
}

/**
 * A host of its own, or the console's address with the organization's name or alias. The failure says what it must be.
 * `consoleUrl` has no trailing slash.
 */
export function normalizeLoginUrl(text: string, owner: LoginUrlOwner, consoleUrl: string): Result<string, string> {
  const trimmed = text.trim()
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  if (!URL.canParse(whole)) return fail('must be an address such as https://backup.example.com')
  const url = new URL(whole)
  const console = new URL(consoleUrl)
  if (url.protocol !== 'https:' && url.protocol !== console.protocol) return fail('must begin with https://')
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    return fail('must have neither a user nor a fragment')
  if (url.pathname !== '/') return fail('must not have a path')
  if (url.host === console.host) {
    const named = url.searchParams.get('organization')
    const isOwn =
      named !== null && [owner.name, owner.alias ?? owner.name].some((name) => foldKey(name) === foldKey(named))
    return isOwn && url.searchParams.size === 1
      ? ok(suggestLoginUrl({ name: named, alias: null }, consoleUrl))
      : fail(`must have a host of its own, or be ${suggestLoginUrl(owner, consoleUrl)}`)
  }
  return url.search === '' ? ok(url.origin) : fail('must not have a query')
}

/** Without a host of its own an organization is told by its alias. */
export function suggestLoginUrl({ name, alias }: LoginUrlOwner, consoleUrl: string): string {
  return `${consoleUrl}/?organization=${encodeURIComponent(alias ?? name)}`
}
