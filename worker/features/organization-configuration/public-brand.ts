/** What anybody may see of a brand: the page on which one signs in shows it. */
import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import { foldKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { PublicBrand } from '../../contract/organizations/configuration-branding.ts'
import type { Db } from '../../db/client.ts'
import { brandImages } from '../../db/schema/mail.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest, BinaryAnswer } from '../../http/route.ts'
import { resolveBrand } from '../../mail/brand.ts'
import { readChain } from '../../mail/organization-chain.ts'

type BrandingRequest = ApiRequest<unknown, { organization?: string | undefined; host?: string | undefined }>

/** Nothing tells whether an organization of the name exists: without a brand of its own it looks like its provider. */
export async function getBranding({ db, query }: BrandingRequest): Promise<Result<PublicBrand, ApiFailure>> {
  const organizationUid =
    (query.organization === undefined ? null : await findByName(db, query.organization)) ??
    (query.host === undefined ? null : await findByHost(db, query.host)) ??
    (await findProvider(db))
  const { portalName, portalColorTheme, accentColor, images } = resolveBrand(
    organizationUid === null ? [] : await readChain(db, organizationUid),
  )
  return ok({ portalName, portalColorTheme, accentColor, images })
}

async function findByName(db: Db, name: string): Promise<string | null> {
  const fold = foldKey(name.trim())
  const found = await db
    .select({ uid: organizations.uid })
    .from(organizations)
    .where(
      and(isNull(organizations.deletedAt), or(eq(organizations.aliasFold, fold), eq(organizations.nameFold, fold))),
    )
    .get()
  return found?.uid ?? null
}

async function findByHost(db: Db, host: string): Promise<string | null> {
  const wanted = ['https', 'http'].map((protocol) => foldKey(`${protocol}://${host.trim()}`))
  const found = await db
    .select({ uid: organizations.uid })
    .from(organizations)
    .where(and(isNull(organizations.deletedAt), inArray(organizations.loginUrlFold, wanted)))
    .get()
  return found?.uid ?? null
}

async function findProvider(db: Db): Promise<string | null> {
  const found = await db
    .select({ uid: organizations.uid })
    .from(organizations)
    .where(eq(organizations.type, 'Provider'))
    .get()
  return found?.uid ?? null
}

export async function getBrandImage({
  db,
  params,
  answerHeaders,
}: ApiRequest<{ imageUid: string }>): Promise<Result<BinaryAnswer, ApiFailure>> {
  const image = await db.select().from(brandImages).where(eq(brandImages.uid, params.imageUid)).get()
  if (image === undefined) return fail({ code: 'not_found', what: 'The image' })
  // Never changed under its uid; shown in mails and by pages of every portal.
  answerHeaders.set('Cache-Control', 'public, max-age=31536000, immutable')
  answerHeaders.set('Cross-Origin-Resource-Policy', 'cross-origin')
  const content = Uint8Array.from(atob(image.content), (character) => character.charCodeAt(0))
  const fileName = `${image.kind}.${image.mediaType === 'image/png' ? 'png' : 'ico'}`
  return ok({ content, fileName, sizeBytes: content.byteLength, mediaType: image.mediaType })
}
