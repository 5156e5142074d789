/** What provider, resellers and companies have in common: the fields by which people and integrations know them. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { emailText, limitedText, nameText } from './text.ts'

export const organizationType = z.enum(['Company', 'Provider', 'Reseller', 'Unknown']).meta({ id: 'OrganizationType' })

export const organization = z
  .object({
    instanceUid: uid,
    name: z.string(),
    alias: z.string().nullable(),
    type: organizationType,
    taxId: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    country: z.int().nullable(),
    state: z.int().nullable(),
    countryName: z.string().nullable(),
    regionName: z.string().nullable(),
    city: z.string().nullable(),
    street: z.string().nullable(),
    locationAdmin0Code: z.string().nullable(),
    locationAdmin1Code: z.string().nullable(),
    locationAdmin2Code: z.string().nullable(),
    notes: z.string().nullable(),
    zipCode: z.string().nullable(),
    website: z.string().nullable(),
    veeamTenantId: z.string().nullable().describe('Identifier of the organization in an outer licensing system.'),
    companyId: z.string().nullable().describe('Identifier of the organization in an outer system, such as a CRM.'),
  })
  .meta({ id: 'Organization' })
export type Organization = z.output<typeof organization>

export const organizationInput = z
  .object({
    name: nameText(255),
    alias: limitedText(255)
      .nullable()
      .optional()
      .describe('Short name that users may sign in with instead of the name.'),
    taxId: limitedText(64).nullable().optional(),
    email: emailText.nullable().optional(),
    phone: limitedText(64).nullable().optional(),
    country: z.int().min(0).nullable().optional(),
    state: z.int().min(0).nullable().optional(),
    countryName: limitedText(255).nullable().optional(),
    regionName: limitedText(255).nullable().optional(),
    city: limitedText(255).nullable().optional(),
    street: limitedText(255).nullable().optional(),
    locationAdmin0Code: limitedText(64).nullable().optional(),
    locationAdmin1Code: limitedText(64).nullable().optional(),
    locationAdmin2Code: limitedText(64).nullable().optional(),
    notes: limitedText(4000).nullable().optional(),
    zipCode: limitedText(32).nullable().optional(),
    website: limitedText(2000).nullable().optional(),
    veeamTenantId: limitedText(255).nullable().optional(),
    companyId: limitedText(255).nullable().optional(),
  })
  .meta({ id: 'OrganizationInput' })
export type OrganizationInput = z.output<typeof organizationInput>

export const embeddedOrganization = z.object({ organization }).partial().meta({ id: 'EmbeddedForOrganizationChildren' })

/** What answers show of an owner: the password never leaves the server. */
export const ownerCredentials = z
  .object({
    userName: z.string(),
    password: z.string().nullable().optional().describe('Never answered.'),
  })
  .meta({ id: 'OwnerCredentials' })

export const ownerCredentialsInput = z
  .object({
    userName: z.string().describe('Cannot be changed later.'),
    password: z.string().max(1024).nullable().optional(),
  })
  .meta({ id: 'OwnerCredentialsInput' })
export type OwnerCredentialsInput = z.output<typeof ownerCredentialsInput>
