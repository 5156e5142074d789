import type { PatchOperation } from '../../ui/api/client.ts'
import type { Organization } from '../../ui/api/types.ts'
import { allowEmail, requireText } from '../../ui/form/rules.ts'
import type { WireNames } from '../../ui/form/server-errors.ts'

/** What every organization is asked for alike; text throughout, as typed. Ids of country and state are digits or empty. */
export interface OrganizationValues {
  name: string
  alias: string
  taxId: string
  email: string
  phone: string
  country: string
  state: string
  regionName: string
  city: string
  street: string
  zipCode: string
  website: string
  companyId: string
  veeamTenantId: string
  notes: string
}

export const organizationNames = [
  'name',
  'alias',
  'taxId',
  'email',
  'phone',
  'country',
  'state',
  'regionName',
  'city',
  'street',
  'zipCode',
  'website',
  'companyId',
  'veeamTenantId',
  'notes',
] as const satisfies readonly (keyof OrganizationValues)[]

/** ISO 3166-1 number of the only country whose states the reference lists know. */
export const usa = '840'

export function organizationValues(known: Organization | undefined): OrganizationValues {
  return Object.fromEntries(organizationNames.map((name) => [name, String(known?.[name] ?? '')])) as Record<
    keyof OrganizationValues,
    string
  >
}

export function checkOrganization(values: OrganizationValues) {
  return { name: requireText(values.name), email: allowEmail(values.email) }
}

/** Wire names below `prefix` for the fields of the organization. */
export function organizationWireNames(prefix: string): WireNames {
  return {
    ...Object.fromEntries(organizationNames.map((name) => [prefix + name, name])),
    [`${prefix}countryName`]: 'country',
  }
}

type WireValues = Partial<Record<keyof Organization, string | number | null>>

/** Every member that the form stands for; empty text is null. A state belongs to the USA only, a region to all others. */
function wireValues(values: OrganizationValues, countryName: string | undefined): WireValues {
  const wire: WireValues = {}
  for (const name of organizationNames) wire[name] = values[name].trim() || null
  wire.name = values.name.trim()
  wire.country = values.country === '' ? null : Number(values.country)
  wire.countryName = values.country === '' ? null : (countryName ?? null)
  wire.state = values.country === usa && values.state !== '' ? Number(values.state) : null
  if (values.country === usa) wire.regionName = null
  return wire
}

/** What was left empty is not sent: the console then keeps its own default. */
export function organizationInput(values: OrganizationValues, countryName: string | undefined): WireValues {
  const given = Object.entries(wireValues(values, countryName)).filter(([, value]) => value !== null)
  return Object.fromEntries(given)
}

/** Only what differs, so that two people who change different things do not undo each other's change. */
export function organizationPatch(
  known: Organization | undefined,
  values: OrganizationValues,
  countryName: string | undefined,
): PatchOperation[] {
  const wire = wireValues(values, countryName ?? known?.countryName ?? undefined)
  return (Object.keys(wire) as (keyof Organization)[])
    .filter((name) => (known?.[name] ?? null) !== (wire[name] ?? null))
    .map((name) => ({ op: 'replace', path: `/${name}`, value: wire[name] ?? null }))
}
