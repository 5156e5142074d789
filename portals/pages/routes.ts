import type { RouteDefinition } from '@solidjs/router'
import { lazy } from 'solid-js'
import type { NavigationGroup } from '../ui/frame/navigation.tsx'
import { t } from '../ui/i18n/translate.ts'
import { guarded } from '../ui/session/allowed.tsx'
import { can } from '../ui/session/session.ts'

/** The pages that more than one portal has; each is a file of its own, loaded when it is opened. */
const companies: RouteDefinition[] = [
  { path: '/companies', component: guarded('companies.read', () => import('./companies/company-list.tsx')) },
  { path: '/companies/new', component: guarded('companies.create', () => import('./companies/company-new.tsx')) },
  { path: '/companies/:uid/edit', component: guarded('companies.edit', () => import('./companies/company-edit.tsx')) },
  { path: '/companies/:uid/:tab?', component: guarded('companies.read', () => import('./companies/company-page.tsx')) },
  {
    path: '/deleted-organizations',
    component: guarded('companies.delete', () => import('./deleted-organizations/deleted-list.tsx')),
  },
]

const everywhere: RouteDefinition[] = [
  { path: '/', component: lazy(() => import('./overview/overview.tsx')) },
  { path: '/computers', component: guarded('agents.read', () => import('./computers/computer-list.tsx')) },
  {
    path: '/computers/waiting',
    component: guarded('unverifiedAgents.read', () => import('./computers/waiting-list.tsx')),
  },
  { path: '/computers/:uid/:tab?', component: guarded('agents.read', () => import('./computers/computer-page.tsx')) },
  { path: '/jobs', component: guarded('jobs.read', () => import('./jobs/job-list.tsx')) },
  { path: '/jobs/new', component: guarded('jobs.create', () => import('./jobs/job-new.tsx')) },
  { path: '/jobs/:uid/edit', component: guarded('jobs.edit', () => import('./jobs/job-edit.tsx')) },
  { path: '/jobs/:uid/sessions/:sessionUid', component: guarded('jobs.read', () => import('./jobs/session-page.tsx')) },
  { path: '/jobs/:uid/:tab?', component: guarded('jobs.read', () => import('./jobs/job-page.tsx')) },
  {
    path: '/restore-points',
    component: guarded('computers.read', () => import('./restore-points/restore-point-list.tsx')),
  },
  { path: '/storage', component: guarded('tenants.read', () => import('./storage/resource-list.tsx')) },
  { path: '/repositories', component: guarded('repositories.read', () => import('./storage/repository-list.tsx')) },
  { path: '/users', component: guarded('users.read', () => import('./users/user-list.tsx')) },
  { path: '/users/new', component: guarded('users.manage', () => import('./users/user-new.tsx')) },
  { path: '/users/:uid/edit', component: guarded('users.manage', () => import('./users/user-edit.tsx')) },
  { path: '/users/:uid/:tab?', component: guarded('users.read', () => import('./users/user-page.tsx')) },
  { path: '/api-keys', component: guarded('apiKeys.manage', () => import('./api-keys/api-key-list.tsx')) },
  { path: '/profile/:tab?', component: lazy(() => import('./profile/profile-page.tsx')) },
  {
    path: '/security',
    component: guarded('ipAllowLists.manage', () => import('./configuration/security/security-page.tsx')),
  },
  { path: '/locations', component: guarded('locations.read', () => import('./locations/location-list.tsx')) },
  {
    path: '/getting-started',
    component: guarded('computers.read', () => import('./configuration/getting-started/getting-started.tsx')),
  },
  {
    path: '/activity-log',
    component: guarded('activityLog.read', () => import('./configuration/activity-log/activity-log.tsx')),
  },
  { path: '/task-log', component: guarded('tasks.read', () => import('./configuration/activity-log/task-log.tsx')) },
  {
    path: '/information',
    component: guarded('organizationProfile.edit', () => import('./configuration/information/information-page.tsx')),
  },
  {
    path: '/single-sign-on',
    component: guarded('sso.manage', () => import('./configuration/single-sign-on/provider-list.tsx')),
  },
  {
    path: '/single-sign-on/new',
    component: guarded('sso.manage', () => import('./configuration/single-sign-on/provider-new.tsx')),
  },
  {
    path: '/single-sign-on/:organizationUid/:name/edit',
    component: guarded('sso.manage', () => import('./configuration/single-sign-on/provider-edit.tsx')),
  },
  {
    path: '/single-sign-on/:organizationUid/:name/:tab?',
    component: guarded('sso.manage', () => import('./configuration/single-sign-on/provider-page.tsx')),
  },
  {
    path: '/branding',
    component: guarded('branding.manage', () => import('./configuration/branding/branding-page.tsx')),
  },
  { path: '/mail', component: guarded('mail.manage', () => import('./configuration/mail/mail-page.tsx')) },
  {
    path: '/mail/welcome',
    component: guarded('welcomeEmails.send', () => import('./configuration/mail/welcome-page.tsx')),
  },
  { path: '/mail/queue', component: guarded('mail.manage', () => import('./configuration/mail/mail-queue.tsx')) },
  { path: '*', component: lazy(() => import('./not-found.tsx')) },
]

export const pages = { companies, everywhere }

export function monitorGroup(): NavigationGroup {
  return {
    id: 'monitor',
    label: t('nav.group.monitor'),
    items: [{ href: '/', label: t('nav.overview'), icon: 'home' }],
  }
}

export function protectGroup(): NavigationGroup {
  return {
    id: 'protect',
    label: t('nav.group.protect'),
    items: [
      { href: '/computers', label: t('nav.computers'), icon: 'computer', permission: 'agents.read' },
      { href: '/jobs', label: t('nav.jobs'), icon: 'job', permission: 'jobs.read' },
      { href: '/restore-points', label: t('nav.restorePoints'), icon: 'history', permission: 'computers.read' },
    ],
  }
}

export function organizationsGroup(): NavigationGroup {
  return {
    id: 'organizations',
    label: t('nav.group.organizations'),
    items: [
      { href: '/companies', label: t('nav.companies'), icon: 'building', permission: 'companies.read' },
      { href: '/resellers', label: t('nav.resellers'), icon: 'reseller', permission: 'resellers.read' },
      { href: '/locations', label: t('nav.locations'), icon: 'pin', permission: 'locations.read' },
      { href: '/users', label: t('nav.users'), icon: 'user', permission: 'users.read' },
    ],
  }
}

/** A reseller reads its own record, but has no list of resellers. */
export function resellersGroup(): NavigationGroup {
  const group = organizationsGroup()
  return { ...group, items: group.items.filter((item) => item.href !== '/resellers') }
}

/** The client's own company: no list of companies, but its places and people. */
export function companyGroup(): NavigationGroup {
  return { ...organizationsGroup(), items: organizationsGroup().items.slice(2) }
}

export function storageGroup(): NavigationGroup {
  return {
    id: 'storage',
    label: t('nav.group.storage'),
    items: [
      { href: '/storage', label: t('nav.resources'), icon: 'disk', permission: 'tenants.read' },
      { href: '/repositories', label: t('nav.repositories'), icon: 'vault', permission: 'repositories.read' },
    ],
  }
}

export function configurationGroup(): NavigationGroup {
  return {
    id: 'configuration',
    label: t('configuration.group'),
    items: [
      { href: '/getting-started', label: t('nav.gettingStarted'), icon: 'check', permission: 'computers.read' },
      { href: '/information', label: t('nav.information'), icon: 'building', permission: 'organizationProfile.edit' },
      { href: '/api-keys', label: t('nav.apiKeys'), icon: 'key', permission: 'apiKeys.manage' },
      { href: '/security', label: t('nav.security'), icon: 'lock', permission: 'ipAllowLists.manage' },
      { href: '/single-sign-on', label: t('nav.singleSignOn'), icon: 'shield', permission: 'sso.manage' },
      can('mail.manage')
        ? { href: '/mail', label: t('nav.mail'), icon: 'mail', permission: 'mail.manage' }
        : { href: '/mail/welcome', label: t('welcome.title'), icon: 'mail', permission: 'welcomeEmails.send' },
      { href: '/branding', label: t('nav.branding'), icon: 'palette', permission: 'branding.manage' },
      { href: '/activity-log', label: t('nav.activityLog'), icon: 'history', permission: 'activityLog.read' },
    ],
  }
}
