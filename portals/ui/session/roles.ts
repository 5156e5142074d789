import { type MessageKey, t } from '../i18n/translate.ts'

const names: Record<string, MessageKey> = {
  PortalAdministrator: 'role.PortalAdministrator',
  SiteAdministrator: 'role.SiteAdministrator',
  PortalOperator: 'role.PortalOperator',
  PortalReadonlyOperator: 'role.PortalReadonlyOperator',
  ResellerOwner: 'role.ResellerOwner',
  ResellerAdministrator: 'role.ResellerAdministrator',
  ResellerOperator: 'role.ResellerOperator',
  ResellerUser: 'role.ResellerUser',
  ResellerInvoiceAuditor: 'role.ResellerInvoiceAuditor',
  CompanyOwner: 'role.CompanyOwner',
  CompanyAdministrator: 'role.CompanyAdministrator',
  CompanyTenant: 'role.CompanyTenant',
  CompanyLocationAdministrator: 'role.CompanyLocationAdministrator',
  CompanyLocationUser: 'role.CompanyLocationUser',
  CompanySubtenant: 'role.CompanySubtenant',
  CompanyInvoiceAuditor: 'role.CompanyInvoiceAuditor',
}

/** What the portals call a role; one that a newer console added shows by its wire name. */
export function roleName(role: string): string {
  const key = names[role]
  return key ? t(key) : role
}
