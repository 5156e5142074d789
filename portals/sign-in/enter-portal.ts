import type { PortalName } from '../ui/api/types.ts'
import { safeReturn } from '../ui/session/session.ts'

/** Leads to the portal of the role, or back to the page that asked to sign in. */
export function enterPortal(session: { portal: PortalName | null }): void {
  const returnTo = new URLSearchParams(location.search).get('returnTo')
  if (session.portal) location.replace(safeReturn(returnTo, session.portal))
}
