import type { Permission } from '../../../../domain/permissions.ts'
import { withQuery } from '../../../ui/api/client.ts'
import { type Expression, equals, listQuery } from '../../../ui/api/filter.ts'
import type { BrandingSettings, NotificationSettings, Organization, Session } from '../../../ui/api/types.ts'
import type { MessageKey } from '../../../ui/i18n/translate.ts'

/** One thing to do before the first customer is safe; done when what the console answers says so. */
export interface Step {
  id: string
  title: MessageKey
  text: MessageKey
  href: string
  permission: Permission
  /** Below /api/v3. */
  address: string
  /** Of a collection, how many there are; of anything else, the answer itself. */
  isDone: (answer: { total: number; data: unknown }) => boolean
}

function atLeast(path: string, count: number, filter: Expression[] = []): Pick<Step, 'address' | 'isDone'> {
  return { address: withQuery(path, listQuery({ filter, limit: 1 })), isDone: ({ total }) => total >= count }
}

/** What the console calls itself until somebody sets a name. */
const DEFAULT_PORTAL_NAME = 'Holdfast'

function isBranded({ portalName, accentColor, images }: BrandingSettings): boolean {
  const hasImage = Object.values(images).some((image) => image !== null)
  return hasImage || accentColor !== null || (portalName !== null && portalName !== DEFAULT_PORTAL_NAME)
}

export function checklist(session: Session): Step[] {
  const own = session.organization.instanceUid
  const configuration = `/organizations/${own}/configuration`
  const organizationSteps: Step[] = [
    {
      id: 'information',
      title: 'start.information',
      text: 'start.information.text',
      href: '/information',
      permission: 'organizationProfile.edit',
      address: `/organizations/${own}`,
      isDone: ({ data }) => Boolean((data as Organization).email && (data as Organization).street),
    },
    {
      id: 'mail',
      title: 'start.mail',
      text: 'start.mail.text',
      href: '/mail',
      permission: 'mail.manage',
      address: `${configuration}/notification`,
      isDone: ({ data }) => !['log', 'none'].includes((data as NotificationSettings).mailWay),
    },
    {
      id: 'branding',
      title: 'start.branding',
      text: 'start.branding.text',
      href: '/branding',
      permission: 'branding.manage',
      address: `${configuration}/branding`,
      isDone: ({ data }) => isBranded(data as BrandingSettings),
    },
    {
      id: 'users',
      title: 'start.users',
      text: 'start.users.text',
      href: '/users',
      permission: 'users.manage',
      ...atLeast('/users', 2, [equals('organizationUid', own)]),
    },
  ]
  const companySteps: Step[] = [
    {
      id: 'companies',
      title: 'start.companies',
      text: 'start.companies.text',
      href: '/companies/new',
      permission: 'companies.create',
      ...atLeast('/organizations/companies', 1),
    },
    {
      id: 'storage',
      title: 'start.storage',
      text: 'start.storage.text',
      href: '/storage',
      permission: 'tenants.manage',
      ...atLeast('/infrastructure/sites/tenants/backupResources', 1),
    },
  ]
  const protectionSteps: Step[] = [
    {
      id: 'computers',
      title: 'start.computers',
      text: 'start.computers.text',
      href: '/computers',
      permission: 'agents.download',
      ...atLeast('/infrastructure/managementAgents', 1),
    },
    {
      id: 'jobs',
      title: 'start.jobs',
      text: 'start.jobs.text',
      href: '/jobs/new',
      permission: 'jobs.create',
      ...atLeast('/infrastructure/backupAgents/jobs', 1),
    },
    {
      id: 'restorePoints',
      title: 'start.restorePoints',
      text: 'start.restorePoints.text',
      href: '/restore-points',
      permission: 'computers.read',
      ...atLeast('/protectedWorkloads/computersManagedByConsole/restorePoints', 1),
    },
  ]
  return [...organizationSteps, ...(session.portal === 'client' ? [] : companySteps), ...protectionSteps]
}
