import { type MessageKey, t } from '../../ui/i18n/translate.ts'

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
