import { patch, post, remove } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { DeletionPlan } from '../../ui/api/types.ts'
import { formatSize } from '../../ui/format/size.ts'
import { type MessageKey, t } from '../../ui/i18n/translate.ts'
import { toastDone, toastFailed } from '../../ui/toast/toasts.tsx'
import { setMfaPolicy } from './follow-ups.ts'

/** Companies and resellers go through the same life; what differs is where they live and what is said. */
export type Kind = 'company' | 'reseller'

export interface Subject {
  instanceUid: string
  name: string
}

const paths: Record<Kind, string> = { company: '/organizations/companies', reseller: '/organizations/resellers' }

/** Does the same to each, says of each what came of it, and asks again for what the lists show. */
async function forEach(
  kind: Kind,
  rows: readonly Subject[],
  said: MessageKey,
  work: (row: Subject) => Promise<unknown>,
): Promise<void> {
  let done: Subject[] = []
  for (const row of rows) {
    try {
      await work(row)
      done = [...done, row]
    } catch (cause) {
      toastFailed(cause, `${row.name}:`)
    }
  }
  const [only] = done
  if (only) toastDone(t(said, { count: done.length, name: only.name }))
  await revalidate(paths[kind])
}

export function enable(kind: Kind, rows: readonly Subject[]): Promise<void> {
  return forEach(kind, rows, 'organizations.enabled', (row) => setStatus(kind, row, 'Active'))
}

export function disable(kind: Kind, rows: readonly Subject[]): Promise<void> {
  return forEach(kind, rows, 'organizations.disabled', (row) => setStatus(kind, row, 'Disabled'))
}

function setStatus(kind: Kind, row: Subject, status: 'Active' | 'Disabled'): Promise<unknown> {
  return patch(`${paths[kind]}/${row.instanceUid}`, [{ op: 'replace', path: '/status', value: status }])
}

export function setMfa(kind: Kind, rows: readonly Subject[], isEnforced: boolean): Promise<void> {
  return forEach(kind, rows, isEnforced ? 'organizations.mfaEnforced' : 'organizations.mfaReleased', (row) =>
    setMfaPolicy(row.instanceUid, isEnforced),
  )
}

export function welcome(kind: Kind, rows: readonly Subject[]): Promise<void> {
  return forEach(kind, rows, 'organizations.welcomed', (row) =>
    post(`${paths[kind]}/${row.instanceUid}/welcomeEmail`, { password: null }),
  )
}

export function resetSecurityToken(rows: readonly Subject[]): Promise<void> {
  return forEach('company', rows, 'organizations.tokenReset', (row) =>
    post(`/organizations/${row.instanceUid}/configuration/refreshsecuritytoken`),
  )
}

/** To a reseller, or back to the provider. */
export function moveCompanies(
  rows: readonly (Subject & { resellerUid: string | null })[],
  resellerUid: string | undefined,
): Promise<void> {
  return forEach('company', rows, 'organizations.moved', async (row) => {
    const from = rows.find((candidate) => candidate.instanceUid === row.instanceUid)?.resellerUid
    if ((from ?? undefined) === resellerUid) return
    if (resellerUid)
      await post(`/organizations/resellers/${resellerUid}/companies`, undefined, { companyUid: row.instanceUid })
    else if (from) await remove(`/organizations/resellers/${from}/companies`, { companyUid: row.instanceUid })
  })
}

export interface DeleteOptions {
  removeAllAgents: boolean
  removeBackups: boolean
}

export async function deleteOrganization(kind: Kind, row: Subject, options: DeleteOptions): Promise<void> {
  await remove(`${paths[kind]}/${row.instanceUid}`, kind === 'company' ? { ...options } : {})
}

/** What goes, counted over all of them and in words. */
export function losses(plans: readonly DeletionPlan[]): string[] {
  const counted: [MessageKey, keyof DeletionPlan][] = [
    ['loss.computers', 'agentsCount'],
    ['loss.jobs', 'jobsCount'],
    ['loss.runningJobs', 'runningJobsCount'],
    ['loss.restorePoints', 'restorePointsCount'],
    ['loss.users', 'usersCount'],
    ['loss.locations', 'locationsCount'],
    ['loss.tenants', 'tenantsCount'],
  ]
  const total = (name: keyof DeletionPlan) => plans.reduce((sum, plan) => sum + Number(plan[name]), 0)
  const lines = counted.flatMap(([key, name]) => (total(name) > 0 ? [t(key, { count: total(name) })] : []))
  if (total('repositoriesCount') === 0) return lines
  const size = formatSize(total('storedBytes'))
  return [...lines, t('loss.repositoriesOf', { count: total('repositoriesCount'), size })]
}
