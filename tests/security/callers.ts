/** Who asks in the isolation table: a user of every role, and which places it reaches. */
import { PLACES, type Place, type Reach } from './places.ts'
import type { Caller } from './world.ts'

const NOWHERE = { locations: [], computers: [], repositories: [], tenants: [], sites: [], users: [] } as const
const ALPHA = ['alpha', 'alphaBranch'] as const
const UNDER_NORTH = [...ALPHA, 'beta'] as const
const COMPANIES = [...ALPHA, 'beta', 'gamma', 'delta'] as const

/** Whoever sees whole companies sees all that is in them. */
function wholly(companies: readonly Place[]) {
  return { locations: companies, computers: companies, repositories: companies, tenants: companies, users: companies }
}

export type Known = Reach & Pick<Caller, 'name' | 'role'>

export const CALLERS: readonly Known[] = [
  {
    name: 'admin',
    role: 'PortalAdministrator',
    organizations: PLACES,
    ...wholly(COMPANIES),
    sites: PLACES,
    users: PLACES,
    own: 'provider',
  },
  {
    name: 'site',
    role: 'SiteAdministrator',
    organizations: ['provider', ...UNDER_NORTH, 'delta'],
    ...wholly([...UNDER_NORTH, 'delta']),
    sites: PLACES.filter((place) => place !== 'gamma'),
    own: 'provider',
  },
  {
    name: 'operator',
    role: 'PortalOperator',
    organizations: PLACES,
    ...wholly(COMPANIES),
    sites: PLACES,
    own: 'provider',
  },
  {
    name: 'chosen',
    role: 'PortalOperator',
    organizations: ['provider', 'north', ...ALPHA],
    ...wholly(ALPHA),
    sites: PLACES,
    own: 'provider',
  },
  {
    name: 'auditor',
    role: 'PortalReadonlyOperator',
    organizations: PLACES,
    ...wholly(COMPANIES),
    sites: PLACES,
    own: 'provider',
  },
  {
    name: 'reader',
    role: 'PortalReadonlyOperator',
    organizations: ['provider', 'north', ...ALPHA],
    ...wholly(ALPHA),
    sites: PLACES,
    own: 'provider',
  },
  ...(['boss', 'deputy'] as const).map(
    (name): Known => ({
      name: `north mark-north\\${name}`,
      role: name === 'boss' ? 'ResellerOwner' : 'ResellerAdministrator',
      organizations: ['north', ...UNDER_NORTH],
      ...wholly(UNDER_NORTH),
      sites: PLACES,
      users: ['north', ...UNDER_NORTH],
      own: 'north',
    }),
  ),
  {
    name: 'north mark-north\\operator',
    role: 'ResellerOperator',
    organizations: ['north', ...ALPHA],
    ...wholly(ALPHA),
    sites: PLACES,
    users: [],
    own: 'north',
  },
  {
    name: 'north mark-north\\watcher',
    role: 'ResellerUser',
    organizations: ['north', ...UNDER_NORTH],
    ...wholly(UNDER_NORTH),
    sites: PLACES,
    users: [],
    own: 'north',
  },
  {
    name: 'north mark-north\\auditor',
    role: 'ResellerInvoiceAuditor',
    organizations: ['north'],
    ...NOWHERE,
    own: 'north',
  },
  {
    name: 'south mark-south\\boss',
    role: 'ResellerOwner',
    organizations: ['south', 'gamma'],
    ...wholly(['gamma']),
    sites: PLACES,
    users: ['south', 'gamma'],
    own: 'south',
  },
  ...(['owner', 'manager'] as const).map(
    (name): Known => ({
      name: `alpha mark-alpha\\${name}`,
      role: name === 'owner' ? 'CompanyOwner' : 'CompanyAdministrator',
      organizations: ALPHA,
      ...wholly(ALPHA),
      sites: PLACES.filter((place) => place !== 'gamma'),
      own: 'alpha',
    }),
  ),
  {
    name: 'alpha mark-alpha\\tenant-mark-alpha',
    role: 'CompanyTenant',
    organizations: ALPHA,
    ...NOWHERE,
    computers: ALPHA,
    repositories: ALPHA,
    tenants: ALPHA,
    sites: PLACES.filter((place) => place !== 'gamma'),
    own: 'alpha',
  },
  ...(['head', 'local'] as const).map(
    (name): Known => ({
      name: `alpha mark-alpha\\${name}`,
      role: name === 'head' ? 'CompanyLocationAdministrator' : 'CompanyLocationUser',
      organizations: ALPHA,
      locations: ['alpha'],
      computers: ['alpha'],
      repositories: [],
      tenants: ALPHA,
      sites: PLACES.filter((place) => place !== 'gamma'),
      users: [],
      own: 'alpha',
    }),
  ),
  {
    name: 'alpha mark-alpha\\subtenant',
    role: 'CompanySubtenant',
    organizations: ALPHA,
    ...NOWHERE,
    computers: ['alpha'],
    own: 'alpha',
  },
  {
    name: 'alpha mark-alpha\\auditor',
    role: 'CompanyInvoiceAuditor',
    organizations: ALPHA,
    ...NOWHERE,
    own: 'alpha',
  },
  {
    name: 'gamma mark-gamma\\owner',
    role: 'CompanyOwner',
    organizations: ['gamma'],
    ...wholly(['gamma']),
    sites: ['gamma'],
    own: 'gamma',
  },
]
