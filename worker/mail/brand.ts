/** The brand of an organization: its own where that is allowed, otherwise that of the organization above, member by member. */
import { type BrandImages, brandImageKind, type PublicBrand } from '../contract/organizations/configuration-branding.ts'
import type { ChainLink } from './organization-chain.ts'

export const PRODUCT_NAME = 'Holdfast'

export interface EffectiveBrand extends PublicBrand {
  policy: 'AllowCustomization' | 'ForceInheritance' | 'Unknown'
  /** False: an organization above keeps its own brand for everybody below it. */
  isCustomizationAllowed: boolean
}

const NO_IMAGES: BrandImages = {
  loginLogo: null,
  loginGraphic: null,
  portalLogo: null,
  reportLogo: null,
  favicon: null,
}

export function imagePath(imageUid: string): string {
  return `/api/v3/branding/images/${imageUid}`
}

/** `chain`: lowest first. */
export function resolveBrand(chain: readonly ChainLink[]): EffectiveBrand {
  let brand: EffectiveBrand = {
    portalName: PRODUCT_NAME,
    portalColorTheme: 'Blue',
    accentColor: null,
    images: NO_IMAGES,
    policy: 'AllowCustomization',
    isCustomizationAllowed: true,
  }
  for (const { branding, images } of chain.toReversed()) {
    if (brand.policy === 'ForceInheritance') return { ...brand, isCustomizationAllowed: false }
    // A theme of one's own is not to be hidden behind a colour from above.
    const accentAbove = branding.portalColorTheme ? null : brand.accentColor
    brand = {
      ...brand,
      portalName: branding.portalName ?? brand.portalName,
      portalColorTheme: branding.portalColorTheme ?? brand.portalColorTheme,
      accentColor: branding.accentColor ?? accentAbove,
      images: overlay(brand.images, images),
      policy: branding.managedOrganizationsBrandingPolicy ?? 'AllowCustomization',
    }
  }
  return brand
}

function overlay(above: BrandImages, own: ChainLink['images']): BrandImages {
  const images = { ...above }
  for (const kind of brandImageKind.options) {
    const uid = own[kind]
    if (uid !== undefined) images[kind] = imagePath(uid)
  }
  return images
}
