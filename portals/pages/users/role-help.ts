import type { OrganizationType } from '../../../domain/permissions.ts'
import type { PortalName } from '../../ui/api/types.ts'
import { type MessageKey, t } from '../../ui/i18n/translate.ts'
import { useSession } from '../../ui/session/session.ts'
import { organizationTypeOf } from './assignable-roles.ts'

const texts: Record<string, MessageKey> = {
  PortalAdministrator: 'role.help.PortalAdministrator',
  SiteAdministrator: 'role.help.SiteAdministrator',
  PortalOperator: 'role.help.PortalOperator',
  PortalReadonlyOperator: 'role.help.PortalReadonlyOperator',
  ResellerAdministrator: 'role.help.ResellerAdministrator',
  ResellerOperator: 'role.help.ResellerOperator',
  ResellerUser: 'role.help.ResellerUser',
  ResellerInvoiceAuditor: 'role.help.ResellerInvoiceAuditor',
  CompanyAdministrator: 'role.help.CompanyAdministrator',
  CompanyLocationAdministrator: 'role.help.CompanyLocationAdministrator',
  CompanyLocationUser: 'role.help.CompanyLocationUser',
  CompanySubtenant: 'role.help.CompanySubtenant',
  CompanyInvoiceAuditor: 'role.help.CompanyInvoiceAuditor',
}

/** What a role is for, in one sentence, for whoever gives it. */
export function roleHelp(role: string): string {
  const key = texts[role]
  return key ? t(key) : ''
}

const ownType: Record<PortalName, OrganizationType> = { admin: 'Provider', reseller: 'Reseller', client: 'Company' }

/** Whose users have the role, where roles of more than one kind of organization stand together. */
export function roleGroup(role: string, offered: readonly string[]): string | undefined {
  const type = organizationTypeOf(role)
  if (!type || new Set(offered.map(organizationTypeOf)).size < 2) return undefined
  return t(ownType[useSession().portal] === type ? 'role.group.own' : `role.group.${type}`)
}
