import { createSignal } from 'solid-js'
import type { Permission } from '../../../domain/permissions.ts'
import { forgetAnswers, getOne, remove } from '../api/client.ts'
import type { PortalName, Session } from '../api/types.ts'
import { dropDrafts } from '../form/draft.ts'

const [session, setSession] = createSignal<Session>()

/** Who is signed in. Read only below the gate that waits for it (session/gate.tsx). */
export function useSession(): Session {
  const current = session()
  if (!current) throw new Error('The session was read before it was loaded')
  return current
}

export async function loadSession(): Promise<Session> {
  const loaded = await getOne<Session>('/session')
  setSession(loaded)
  setHint(true)
  return loaded
}

const hintKey = 'holdfast.hasSession'

function setHint(hasSession: boolean): void {
  try {
    if (hasSession) localStorage.setItem(hintKey, 'true')
    else localStorage.removeItem(hintKey)
  } catch {
    // Without storage the sign-in page asks nobody to go straight on.
  }
}

/** Whether a portal was open in this browser since the last sign-out: only then is it worth asking for a session. */
export function mayHaveSession(): boolean {
  try {
    return localStorage.getItem(hintKey) === 'true'
  } catch {
    return false
  }
}

/** The session is known to be over, so the sign-in page need not ask for it. */
export function forgetSession(): void {
  setHint(false)
  forgetAnswers()
}

/** Whether the viewer acts as somebody else: nothing that people sign in with can be changed meanwhile. */
export function isActing(): boolean {
  return Boolean(session()?.impersonator)
}

/** What is made with a password, or is about how people sign in. */
const closedWhileActing: readonly Permission[] = [
  'companies.create',
  'resellers.create',
  'ipAllowLists.manage',
  'mfa.manage',
  'mfaPolicies.manage',
  'sso.manage',
  'tenants.manage',
]

export function isClosedWhileActing(permission: Permission): boolean {
  return isActing() && closedWhileActing.includes(permission)
}

/** Whether to offer something. The API decides again; this only keeps from showing doors that are locked. */
export function can(permission: Permission): boolean {
  return (session()?.permissions.includes(permission) ?? false) && !isClosedWhileActing(permission)
}

/** A form's draft, of the viewer alone. */
export function draftOf<Secret extends string>(
  name: string,
  secrets: readonly Secret[],
): { name: string; secrets: readonly Secret[] } {
  return { name: `${useSession().user.instanceUid}.${name}`, secrets }
}

/** The viewer's zone: what the account says, otherwise the browser's. */
export function viewerZone(): string {
  return session()?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}

export function portalHome(portal: PortalName): string {
  return `/${portal}/`
}

/** Where the sign-in page leads back to; only addresses of our own portals are accepted. */
export function signInAddress(returnTo: string): string {
  return `/?returnTo=${encodeURIComponent(returnTo)}`
}

export function safeReturn(returnTo: string | null, portal: PortalName): string {
  const home = portalHome(portal)
  return returnTo?.startsWith(home) ? returnTo : home
}

export async function signOut(): Promise<void> {
  try {
    await remove('/session')
  } finally {
    forgetSession()
    dropDrafts()
    location.assign('/')
  }
}
