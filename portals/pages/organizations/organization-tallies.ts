import { createTally } from '../../ui/api/tallies.ts'
import type { Company, Location, LocationUsage, ResellerUsage, User } from '../../ui/api/types.ts'

/** Numbers beside an organization that its own row does not have. */
interface Agents {
  servers: number
  workstations: number
}

interface People {
  administrators: number
  others: number
  withSecondFactor: number
}

const administratorRoles: readonly string[] = [
  'CompanyOwner',
  'CompanyAdministrator',
  'CompanyLocationAdministrator',
  'ResellerOwner',
  'ResellerAdministrator',
]

function countAgents(rows: readonly { counters: readonly { type: string; value: number }[] }[]): Agents {
  const total = (type: string) =>
    rows.flatMap((row) => row.counters).reduce((sum, counter) => sum + (counter.type === type ? counter.value : 0), 0)
  return { servers: total('ManagedServerAgents'), workstations: total('ManagedWorkstationAgents') }
}

export const companyAgents = createTally<LocationUsage, Agents>(
  '/organizations/companies/usage',
  'companyUid',
  (row) => row.companyUid,
  countAgents,
)

export const resellerAgents = createTally<ResellerUsage, Agents>(
  '/organizations/resellers/usage',
  'resellerUid',
  (row) => row.resellerUid,
  countAgents,
)

export const companyLocations = createTally<Location, number>(
  '/organizations/locations',
  'organizationUid',
  (row) => row.organizationUid,
  (rows) => rows.length,
)

export const resellerCompanies = createTally<Company, number>(
  '/organizations/companies',
  'resellerUid',
  (row) => row.resellerUid ?? '',
  (rows) => rows.length,
)

export const organizationPeople = createTally<User, People>(
  '/users',
  'organizationUid',
  (row) => row.organizationUid,
  (rows) => {
    const administrators = rows.filter((row) => administratorRoles.includes(row.role)).length
    return {
      administrators,
      others: rows.length - administrators,
      withSecondFactor: rows.filter((row) => row.mfaPolicyConfigurationStatus === 'Configured').length,
    }
  },
)
