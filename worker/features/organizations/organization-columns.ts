/** How the row of an organization becomes what the API shows of it, as an item of its own or embedded in a company. */
import { type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { Organization } from '../../contract/organizations/organization.ts'
import type { RowOf } from '../../db/collection.ts'
import { enumField, type Field, numberField, textField, uidField } from '../../db/fields.ts'
import { organizations as table } from '../../db/schema/organizations.ts'

export const ORGANIZATION_COLUMNS = {
  uid: table.uid,
  name: table.name,
  alias: table.alias,
  type: table.type,
  taxId: table.taxId,
  email: table.email,
  phone: table.phone,
  countryId: table.countryId,
  regionId: table.regionId,
  countryName: table.countryName,
  regionName: table.regionName,
  city: table.city,
  street: table.street,
  locationAdmin0Code: table.locationAdmin0Code,
  locationAdmin1Code: table.locationAdmin1Code,
  locationAdmin2Code: table.locationAdmin2Code,
  notes: table.notes,
  zipCode: table.zipCode,
  website: table.website,
  vendorTenantId: table.vendorTenantId,
  externalId: table.externalId,
}

type OrganizationColumns = Omit<typeof ORGANIZATION_COLUMNS, 'notes'> & {
  notes: typeof table.notes | SQL<string | null>
}

/**
 * As a company's own users read it. The notes are of those above about the company, and not for it: in SQL, so that a
 * filter finds out no more than the answer shows.
 */
const UNNOTED_COLUMNS: OrganizationColumns = { ...ORGANIZATION_COLUMNS, notes: sql<string | null>`CAST(NULL AS TEXT)` }

export function organizationColumnsFor(isOfCompany: boolean): OrganizationColumns {
  return isOfCompany ? UNNOTED_COLUMNS : ORGANIZATION_COLUMNS
}

export function isOfCompany({ organizationType }: Pick<Scope, 'organizationType'>): boolean {
  return organizationType === 'Company'
}

/** `prefix` is where the organization stands in the item: "" or "_embedded.organization.". */
export function organizationFields(prefix: string, { notes }: OrganizationColumns): Record<string, Field> {
  const fields: Record<string, Field> = {
    instanceUid: uidField(table.uid),
    name: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    alias: textField(table.alias, { fold: table.aliasFold }),
    type: enumField(table.type),
    taxId: textField(table.taxId, { fold: table.taxIdFold }),
    email: textField(table.email, { fold: table.emailFold }),
    phone: textField(table.phone, { fold: table.phoneFold }),
    country: numberField(table.countryId),
    state: numberField(table.regionId),
    countryName: textField(table.countryName, { fold: table.countryNameFold }),
    regionName: textField(table.regionName, { fold: table.regionNameFold }),
    city: textField(table.city, { fold: table.cityFold }),
    street: textField(table.street, { fold: table.streetFold }),
    locationAdmin0Code: textField(table.locationAdmin0Code),
    locationAdmin1Code: textField(table.locationAdmin1Code),
    locationAdmin2Code: textField(table.locationAdmin2Code),
    notes: notes === table.notes ? textField(notes, { fold: table.notesFold }) : textField(notes),
    zipCode: textField(table.zipCode),
    website: textField(table.website, { fold: table.websiteFold }),
    veeamTenantId: textField(table.vendorTenantId, { fold: table.vendorTenantIdFold }),
    companyId: textField(table.externalId, { fold: table.externalIdFold }),
  }
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [`${prefix}${name}`, field]))
}

export function toOrganization(row: RowOf<typeof ORGANIZATION_COLUMNS>): Organization {
  return {
    instanceUid: row.uid,
    name: row.name,
    alias: row.alias,
    type: row.type,
    taxId: row.taxId,
    email: row.email,
    phone: row.phone,
    country: row.countryId,
    state: row.regionId,
    countryName: row.countryName,
    regionName: row.regionName,
    city: row.city,
    street: row.street,
    locationAdmin0Code: row.locationAdmin0Code,
    locationAdmin1Code: row.locationAdmin1Code,
    locationAdmin2Code: row.locationAdmin2Code,
    notes: row.notes,
    zipCode: row.zipCode,
    website: row.website,
    veeamTenantId: row.vendorTenantId,
    companyId: row.externalId,
  }
}
