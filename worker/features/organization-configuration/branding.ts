/** The brand of an organization as those who manage it see and change it. Only what is set is stored; the rest is inherited. */
import { and, eq } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { checkBrandImage } from '../../../domain/brand-image.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import {
  BRANDING_CHANGEABLE,
  type BrandImageKind,
  type BrandingSettings,
  brandImageKind,
  patchedBrandingSettings,
} from '../../contract/organizations/configuration-branding.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch, type Statement } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import { retryChange } from '../../db/retry-change.ts'
import { brandImages } from '../../db/schema/mail.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { resolveBrand } from '../../mail/brand.ts'
import type { ChainLink, StoredBranding } from '../../mail/organization-chain.ts'
import { type ByOrganization, findConfigured, writeConfiguration } from './configured.ts'

const INHERITED: ApiFailure = {
  code: 'conflict',
  message: 'The organization above keeps its own brand for everybody below it.',
}

export async function getBrandingSettings(request: ByOrganization): Promise<Result<BrandingSettings, ApiFailure>> {
  const found = await findConfigured(request, request.params.organizationUid)
  return found.ok ? ok(toWire(found.value.chain)) : found
}

export async function patchBrandingSettings(request: ByOrganization): Promise<Result<BrandingSettings, ApiFailure>> {
  return retryChange(() => changeOnce(request))
}

async function changeOnce(request: ByOrganization): Promise<Result<BrandingSettings, ApiFailure> | null> {
  const found = await findConfigured(request, request.params.organizationUid)
  if (!found.ok) return found
  const { own, chain } = found.value
  const before = toWire(chain)
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: patchedBrandingSettings,
    allowed: BRANDING_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const named = namedMembers(request.patch)
  if (named.length === 0) return ok(before)
  const unknown = named.find((member) => patched.value[member] === 'Unknown')
  if (unknown !== undefined)
    return fail({ code: 'invalid_input', message: `"${unknown}" must be a known value.`, property: unknown })
  const isRestyled = named.some((member) => member !== 'managedOrganizationsBrandingPolicy')
  if (isRestyled && !before.isCustomizationAllowed) return fail(INHERITED)
  const stored: StoredBranding = { ...own.branding }
  for (const member of named) Object.assign(stored, { [member]: valueOrNull(patched.value[member]) })
  const after = toWire([{ ...own, branding: stored }, ...chain.slice(1)])
  const isWritten = await writeConfiguration(request, {
    own,
    set: { branding: JSON.stringify(stored) },
    audit: {
      kind: 'BrandingEdited',
      target: { type: 'Branding', uid: own.uid },
      details: { name: own.name },
      changes: auditChanges(before, after),
    },
  })
  return isWritten ? ok(after) : null
}

/** Which members the operations set, in the contract's spelling: a value that equals the inherited one counts as set too. */
function namedMembers(operations: ApiRequest['patch']): (typeof BRANDING_CHANGEABLE)[number][] {
  const named = operations
    .filter(({ op }) => op !== 'test')
    .flatMap(({ op, path, from }) => (op === 'move' ? [path, from ?? ''] : [path]))
    .map((path) => path.replace(/^\//, '').toLowerCase())
  return BRANDING_CHANGEABLE.filter((member) => named.includes(member.toLowerCase()))
}

function valueOrNull(value: string | null): string | null {
  return value === null || value.trim() === '' ? null : value.trim()
}

type ByImage<Body = unknown> = ApiRequest<{ organizationUid: string; imageKind: string }, unknown, Body>

const NO_IMAGE: ApiFailure = { code: 'not_found', what: 'The image' }

export async function setBrandImage(
  request: ByImage<{ content: string }>,
): Promise<Result<BrandingSettings, ApiFailure>> {
  const kind = brandImageKind.safeParse(request.params.imageKind)
  if (!kind.success) return fail(NO_IMAGE)
  const { body } = request
  const bytes = fromBase64(body.content)
  const checked = bytes === null ? fail('must be base64') : checkBrandImage(kind.data, bytes)
  if (!checked.ok) {
    const message = `"content" ${checked.failure}.`
    return fail({ code: 'invalid_input', message, property: 'content' })
  }
  return changeImage(request, kind.data, (own) => [
    request.db.insert(brandImages).values({
      uid: newUid(),
      organizationUid: own.uid,
      kind: kind.data,
      mediaType: checked.value,
      content: body.content.replace(/\s/g, ''),
      createdAt: request.now,
    }),
  ])
}

export async function deleteBrandImage(request: ByImage): Promise<Result<BrandingSettings, ApiFailure>> {
  const kind = brandImageKind.safeParse(request.params.imageKind)
  return kind.success ? changeImage(request, kind.data, () => []) : fail(NO_IMAGE)
}

async function changeImage(
  request: ByImage,
  kind: BrandImageKind,
  added: (own: ChainLink) => Statement[],
): Promise<Result<BrandingSettings, ApiFailure>> {
  const { db, params } = request
  const found = await findConfigured(request, params.organizationUid)
  if (!found.ok) return found
  const { own, chain } = found.value
  if (!toWire(chain).isCustomizationAllowed) return fail(INHERITED)
  const statements = added(own)
  await runBatch(db, [
    db.delete(brandImages).where(and(eq(brandImages.organizationUid, own.uid), eq(brandImages.kind, kind))),
    ...statements,
    auditStatement(db, request, {
      organizationUid: own.uid,
      kind: 'BrandingEdited',
      target: { type: 'Branding', uid: own.uid },
      details: { name: own.name, image: kind, isRemoved: statements.length === 0 },
    }),
  ])
  return getBrandingSettings(request)
}

/** Null when it is no base64. */
function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text.replace(/\s/g, '')), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

function toWire(chain: readonly ChainLink[]): BrandingSettings {
  const { policy, portalColorTheme, portalName, accentColor, images, isCustomizationAllowed } = resolveBrand(chain)
  return {
    portalColorTheme,
    managedOrganizationsBrandingPolicy: isCustomizationAllowed ? policy : 'ForceInheritance',
    portalName,
    accentColor,
    images,
    isCustomizationAllowed,
  }
}
