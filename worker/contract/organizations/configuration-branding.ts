/** How the portals and mails of an organization look, and under which address its users sign in. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { limitedText } from './text.ts'

const byUid = z.object({ organizationUid: uid })

export const portalColorTheme = z
  .enum(['Blue', 'Green', 'Grey', 'Pink', 'Red', 'Turquoise', 'Unknown', 'Yellow'])
  .meta({ id: 'BrandingSettingsPortalColorTheme' })

export const brandingPolicy = z
  .enum(['AllowCustomization', 'ForceInheritance', 'Unknown'])
  .meta({ id: 'BrandingSettingsManagedOrganizationsBrandingPolicy' })

export const brandImageKind = z
  .enum(['loginLogo', 'loginGraphic', 'portalLogo', 'reportLogo', 'favicon'])
  .meta({ id: 'BrandImageKind' })
export type BrandImageKind = z.output<typeof brandImageKind>

/** Paths on this console; null: none. */
export const brandImages = z
  .object({
    loginLogo: z.string().nullable(),
    loginGraphic: z.string().nullable(),
    portalLogo: z.string().nullable(),
    reportLogo: z.string().nullable(),
    favicon: z.string().nullable(),
  })
  .meta({ id: 'BrandImages' })
export type BrandImages = z.output<typeof brandImages>

const HEX_COLOR = /^#[0-9a-f]{6}$/i

/** Effective values; what an organization has not set for itself is that of the organization above. */
export const brandingSettings = z
  .object({
    portalColorTheme: portalColorTheme.default('Blue'),
    managedOrganizationsBrandingPolicy: brandingPolicy.default('AllowCustomization'),
    portalName: limitedText(100)
      .refine((text) => !/\p{Cc}/u.test(text), { error: 'must not contain control characters' })
      .nullable()
      .default(null)
      .describe('Beyond v3. Stands in the title of pages and as the sender of mails.'),
    accentColor: z
      .string()
      .regex(HEX_COLOR, { error: 'must be a colour such as #1a5fb4' })
      .nullable()
      .default(null)
      .describe('Beyond v3. A colour in place of the one of the theme.'),
    images: brandImages.describe('Beyond v3. Changed by setBrandImage and deleteBrandImage.'),
    isCustomizationAllowed: z
      .boolean()
      .describe('Beyond v3. False: the organization above keeps its own brand for everybody below it.'),
  })
  .meta({ id: 'BrandingSettings' })
export type BrandingSettings = z.output<typeof brandingSettings>

/** How a patched brand is judged, and what a patch may change. Null: inherited again. */
export const patchedBrandingSettings = brandingSettings.extend({
  portalColorTheme: portalColorTheme.nullable(),
  managedOrganizationsBrandingPolicy: brandingPolicy.nullable(),
})
export const BRANDING_CHANGEABLE = [
  'portalColorTheme',
  'managedOrganizationsBrandingPolicy',
  'portalName',
  'accentColor',
] as const

export const getOrganizationBrandingSettings = operation({
  operationId: 'getOrganizationBrandingSettings',
  method: 'get',
  path: '/organizations/{organizationUid}/configuration/branding',
  tag: 'organizations',
  summary: 'Returns how the portals of an organization look.',
  access: 'branding.manage',
  params: byUid,
  answer: { kind: 'object', schema: brandingSettings },
})

export const patchOrganizationBrandingSettings = operation({
  operationId: 'patchOrganizationBrandingSettings',
  method: 'patch',
  path: '/organizations/{organizationUid}/configuration/branding',
  tag: 'organizations',
  summary: 'Changes how the portals of an organization look; a value that is removed is inherited again.',
  access: 'branding.manage',
  params: byUid,
  isPatch: true,
  answer: { kind: 'object', schema: brandingSettings },
})

/** A kind that does not exist is not found, as everything that a path names. */
const byImage = byUid.extend({
  imageKind: z.string().describe('loginLogo, loginGraphic, portalLogo, reportLogo or favicon.'),
})

export const setBrandImage = operation({
  operationId: 'setBrandImage',
  method: 'put',
  path: '/organizations/{organizationUid}/configuration/branding/images/{imageKind}',
  tag: 'holdfast',
  summary: 'Sets one image of the brand: PNG, for the favicon ICO or PNG.',
  access: 'branding.manage',
  params: byImage,
  body: {
    mediaType: 'application/json',
    schema: z
      .object({ content: limitedText(750_000).describe('The file, in base64.') })
      .meta({ id: 'BrandImageInput' }),
  },
  answer: { kind: 'object', schema: brandingSettings },
})

export const deleteBrandImage = operation({
  operationId: 'deleteBrandImage',
  method: 'delete',
  path: '/organizations/{organizationUid}/configuration/branding/images/{imageKind}',
  tag: 'holdfast',
  summary: 'Removes one image of the brand; that of the organization above is shown again.',
  access: 'branding.manage',
  params: byImage,
  answer: { kind: 'object', schema: brandingSettings },
})

export const publicBrand = z
  .object({
    portalName: z.string(),
    portalColorTheme,
    accentColor: z.string().nullable(),
    images: brandImages,
  })
  .meta({ id: 'PublicBrand' })
export type PublicBrand = z.output<typeof publicBrand>

export const getBranding = operation({
  operationId: 'getBranding',
  method: 'get',
  path: '/branding',
  tag: 'holdfast',
  summary:
    'Returns the brand for a page before anybody has signed in. What names no organization gets the brand of the provider.',
  access: 'anonymous',
  query: z.object({
    organization: z.string().optional().describe('Alias or name of the organization.'),
    host: z
      .string()
      .optional()
      .describe('Host, with a port where it has one, of the address that the page was opened at.'),
  }),
  answer: { kind: 'object', schema: publicBrand },
})

export const getBrandImage = operation({
  operationId: 'getBrandImage',
  method: 'get',
  path: '/branding/images/{imageUid}',
  tag: 'holdfast',
  summary: 'Returns one image of a brand.',
  access: 'anonymous',
  params: z.object({ imageUid: uid }),
  answer: { kind: 'binary', mediaType: 'image/png' },
})

export const organizationLoginUrl = z
  .object({
    loginUrl: z.string().nullable(),
    loginUrlIsInherited: z.boolean(),
    loginUrlSuggestion: z.string().nullable(),
  })
  .meta({ id: 'OrganizationLoginUrlAndSuggestion' })
export type OrganizationLoginUrl = z.output<typeof organizationLoginUrl>

export const getOrganizationLoginUrl = operation({
  operationId: 'getOrganizationLoginUrl',
  method: 'get',
  path: '/organizations/{organizationUid}/configuration/loginUrl',
  tag: 'organizations',
  summary: 'Returns the address under which the users of an organization sign in.',
  access: 'companies.read',
  params: byUid,
  answer: { kind: 'object', schema: organizationLoginUrl },
})

export const replaceOrganizationLoginUrl = operation({
  operationId: 'replaceOrganizationLoginUrl',
  method: 'put',
  path: '/organizations/{organizationUid}/configuration/loginUrl',
  tag: 'organizations',
  summary: 'Sets the address under which the users of an organization sign in; the empty text inherits it again.',
  access: 'branding.manage',
  params: byUid,
  query: z.object({ loginUrl: limitedText(2000).optional() }),
  answer: { kind: 'object', schema: z.string() },
})

export const CONFIGURATION_BRANDING_OPERATIONS = [
  getBranding,
  getBrandImage,
  getOrganizationBrandingSettings,
  patchOrganizationBrandingSettings,
  setBrandImage,
  deleteBrandImage,
  getOrganizationLoginUrl,
  replaceOrganizationLoginUrl,
]
