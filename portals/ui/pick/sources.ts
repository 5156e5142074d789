import { equals } from '../api/filter.ts'
import { companies } from '../api/names.ts'
import type { BackupAgent, Company, Location, Reseller, Site, User } from '../api/types.ts'
import { t } from '../i18n/translate.ts'
import type { OptionSource } from './option-list.tsx'

/** The collections that people choose from, in one place. */
export function companySource(resellerUid?: string): OptionSource {
  return {
    path: '/organizations/companies',
    filter: resellerUid ? [equals('resellerUid', resellerUid)] : [],
    findProperty: 'name',
    findLabel: t('pick.findCompany'),
    option: (row) => ({ uid: (row as Company).instanceUid, name: (row as Company).name }),
  }
}

export function resellerSource(): OptionSource {
  return {
    path: '/organizations/resellers',
    filter: [],
    findProperty: 'name',
    findLabel: t('pick.findReseller'),
    option: (row) => ({ uid: (row as Reseller).instanceUid, name: (row as Reseller).name }),
  }
}

export function locationSource(companyUid?: string): OptionSource {
  return {
    path: '/organizations/locations',
    filter: companyUid ? [equals('organizationUid', companyUid)] : [],
    findProperty: 'name',
    findLabel: t('pick.findLocation'),
    option: (row) => ({ uid: (row as Location).instanceUid, name: (row as Location).name }),
  }
}

export function siteSource(): OptionSource {
  return {
    path: '/infrastructure/sites',
    filter: [],
    findProperty: 'siteName',
    findLabel: t('pick.findSite'),
    option: (row) => ({ uid: (row as Site).siteUid, name: (row as Site).siteName }),
  }
}

export function userSource(): OptionSource {
  return {
    path: '/users',
    filter: [],
    findProperty: 'userName',
    findLabel: t('pick.findUser'),
    option: (row) => {
      const user = row as User
      const name = [user.profile.firstName, user.profile.lastName].filter(Boolean).join(' ')
      return { uid: user.instanceUid, name: user.userName, detail: name || undefined }
    },
  }
}

/** Computers with a backup agent on Linux: those for which jobs can be made. */
export function linuxAgentSource(companyUid?: string): OptionSource {
  return {
    path: '/infrastructure/backupAgents',
    filter: [equals('agentPlatform', 'Linux'), ...(companyUid ? [equals('organizationUid', companyUid)] : [])],
    findProperty: 'name',
    findLabel: t('pick.findComputer'),
    option: (row) => {
      const agent = row as BackupAgent
      return { uid: agent.instanceUid, name: agent.name, detail: companies.row(agent.organizationUid)?.name }
    },
  }
}
