import { getPage, patch, remove } from '../../ui/api/client.ts'
import { equals, listQuery } from '../../ui/api/filter.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { Company } from '../../ui/api/types.ts'
import { type MessageKey, t } from '../../ui/i18n/translate.ts'
import { can } from '../../ui/session/session.ts'
import { toastDone, toastFailed } from '../../ui/toast/toasts.tsx'

const path = '/organizations/companies'

async function setStatus(rows: readonly Company[], status: 'Active' | 'Disabled', said: MessageKey): Promise<void> {
  for (const row of rows) {
    try {
      await patch(`${path}/${row.instanceUid}`, [{ op: 'replace', path: '/status', value: status }])
      toastDone(t(said, { name: row.name }))
    } catch (cause) {
      toastFailed(cause)
    }
  }
  await revalidate(path)
}

export function enableCompanies(rows: readonly Company[]): Promise<void> {
  return setStatus(rows, 'Active', 'company.enabled')
}

export function disableCompanies(rows: readonly Company[]): Promise<void> {
  return setStatus(rows, 'Disabled', 'company.disabled')
}

export async function deleteCompany(row: Company, removeAllAgents: boolean): Promise<void> {
  await remove(`${path}/${row.instanceUid}`, { removeAllAgents })
  toastDone(t('company.deleted', { name: row.name }))
}

/** What goes with a company, counted and in words; what the viewer may not read is left out. */
export async function countLosses(companyUid: string): Promise<string[]> {
  const filter = [equals('organizationUid', companyUid)]
  const total = async (address: string) => (await getPage(address, listQuery({ filter, limit: 1 }))).total
  const counts = [
    can('agents.read') && (['loss.computers', '/infrastructure/managementAgents'] as const),
    can('jobs.read') && (['loss.jobs', '/infrastructure/backupAgents/jobs'] as const),
    can('computers.read') &&
      (['loss.restorePoints', '/protectedWorkloads/computersManagedByConsole/restorePoints'] as const),
    can('repositories.read') && (['loss.repositories', '/repositories'] as const),
    can('users.read') && (['loss.users', '/users'] as const),
    can('locations.read') && (['loss.locations', '/organizations/locations'] as const),
  ].filter((entry) => entry !== false)
  const lines = await Promise.all(
    counts.map(async ([key, address]) => {
      const count = await total(address)
      return count > 0 ? t(key, { count }) : ''
    }),
  )
  return lines.filter((line) => line !== '')
}
