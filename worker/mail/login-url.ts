/** Under which address the users of an organization sign in. */
import type { ChainLink } from './organization-chain.ts'

/** The organization's own, that of the next one above with one, or the console's. */
export function effectiveLoginUrl(chain: readonly ChainLink[], consoleUrl: string): string {
  return chain.find(({ loginUrl }) => loginUrl !== null)?.loginUrl ?? consoleUrl
}
