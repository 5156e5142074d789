/** What a request says of an organization, as the columns that keep it, with their keys for comparing and sorting. */
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import type { OrganizationInput } from '../../contract/organizations/organization.ts'

/** Blank stands for none. */
function textOrNull(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? null : trimmed
}

function foldOrNull(text: string | null): string | null {
  return text === null ? null : foldKey(text)
}

export function nameValues(name: string) {
  return { name, nameFold: foldKey(name), nameNatural: naturalKey(name) }
}

export function organizationValues(input: OrganizationInput) {
  const alias = textOrNull(input.alias)
  const taxId = textOrNull(input.taxId)
  const email = textOrNull(input.email)
  const phone = textOrNull(input.phone)
  const countryName = textOrNull(input.countryName)
  const regionName = textOrNull(input.regionName)
  const city = textOrNull(input.city)
  const street = textOrNull(input.street)
  const website = textOrNull(input.website)
  const notes = textOrNull(input.notes)
  const externalId = textOrNull(input.companyId)
  const vendorTenantId = textOrNull(input.veeamTenantId)
  return {
    ...nameValues(input.name),
    alias,
    aliasFold: foldOrNull(alias),
    taxId,
    taxIdFold: foldOrNull(taxId),
    email,
    emailFold: foldOrNull(email),
    phone,
    phoneFold: foldOrNull(phone),
    countryId: input.country ?? null,
    regionId: input.state ?? null,
    countryName,
    countryNameFold: foldOrNull(countryName),
    regionName,
    regionNameFold: foldOrNull(regionName),
    city,
    cityFold: foldOrNull(city),
    street,
    streetFold: foldOrNull(street),
    locationAdmin0Code: textOrNull(input.locationAdmin0Code),
    locationAdmin1Code: textOrNull(input.locationAdmin1Code),
    locationAdmin2Code: textOrNull(input.locationAdmin2Code),
    zipCode: textOrNull(input.zipCode),
    website,
    websiteFold: foldOrNull(website),
    notes,
    notesFold: foldOrNull(notes),
    externalId,
    externalIdFold: foldOrNull(externalId),
    vendorTenantId,
    vendorTenantIdFold: foldOrNull(vendorTenantId),
  }
}

export type OrganizationValues = ReturnType<typeof organizationValues>
