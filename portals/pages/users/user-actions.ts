import { patch, post, remove } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { Session, User } from '../../ui/api/types.ts'
import { type MessageKey, t } from '../../ui/i18n/translate.ts'
import { can, portalHome, useSession } from '../../ui/session/session.ts'
import { toastDone, toastFailed } from '../../ui/toast/toasts.tsx'
import { isManagedBy } from './assignable-roles.ts'

const path = '/users'

/** Whether to offer to change somebody; oneself is changed in one's profile. */
export function isChangeable(row: User): boolean {
  const { user } = useSession()
  return can('users.manage') && row.instanceUid !== user.instanceUid && isManagedBy(user.role, row.role)
}

/** Portal Administrators act as users of companies, and as the one who answers for a reseller. */
export function canActAs(row: User): boolean {
  return (
    can('users.impersonate') &&
    row.status === 'Enabled' &&
    (row.role.startsWith('Company') || row.role === 'ResellerOwner')
  )
}

async function forEach(rows: readonly User[], said: MessageKey, work: (row: User) => Promise<unknown>): Promise<void> {
  const done: User[] = []
  for (const row of rows) {
    try {
      await work(row)
      done.push(row)
    } catch (cause) {
      toastFailed(cause, `${row.userName}:`)
    }
  }
  const [only] = done
  if (only) toastDone(t(said, { count: done.length, name: only.userName }))
  await revalidate(path)
}

function replace(row: User, property: string, value: unknown): Promise<unknown> {
  return patch(`${path}/${row.instanceUid}`, [{ op: 'replace', path: `/${property}`, value }])
}

export function enableUsers(rows: readonly User[]): Promise<void> {
  return forEach(rows, 'user.enabled', (row) => replace(row, 'status', 'Enabled'))
}

export function disableUsers(rows: readonly User[]): Promise<void> {
  return forEach(rows, 'user.disabled', (row) => replace(row, 'status', 'Disabled'))
}

/** By mail; whoever has no password yet gets a link to set one. */
export function inviteUsers(rows: readonly User[]): Promise<void> {
  return forEach(rows, 'user.invited', (row) => post(`${path}/${row.instanceUid}/welcomeEmail`))
}

export function enforceSecondFactor(rows: readonly User[], isEnforced: boolean): Promise<void> {
  return forEach(rows, isEnforced ? 'user.mfa.enforced' : 'user.mfa.released', (row) =>
    replace(row, 'mfaPolicyStatus', isEnforced ? 'Enabled' : 'Disabled'),
  )
}

export async function resetSecondFactor(row: User): Promise<void> {
  await post(`${path}/${row.instanceUid}/mfaReset`)
  toastDone(t('user.mfaReset.done', { name: row.userName }))
  await revalidate(path)
}

export async function deleteUsers(rows: readonly User[]): Promise<void> {
  try {
    for (const row of rows) {
      await remove(`${path}/${row.instanceUid}`)
      toastDone(t('user.deleted', { name: row.userName }))
    }
  } finally {
    await revalidate(path)
  }
}

/** Goes on as somebody else: the whole page is loaded anew, since nothing on it belongs to the new session. */
export async function actAs(row: User): Promise<void> {
  try {
    const session = await post<Session>(`${path}/${row.instanceUid}/logInAs`)
    location.assign(portalHome(session.portal))
  } catch (cause) {
    toastFailed(cause)
  }
}
