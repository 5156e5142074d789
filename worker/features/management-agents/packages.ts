/** Installers with an enrolment token inside. Of the token only its SHA-256 is kept. */
import { buildLinuxInstaller } from '../../../domain/linux-installer.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { newSecret, sha256Hex } from '../../auth/secrets.ts'
import type { AgentAccount } from '../../contract/infrastructure/agent-accounts.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch } from '../../db/client.ts'
import { enrolmentTokens } from '../../db/schema/enrolment.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest, BinaryAnswer } from '../../http/route.ts'
import { readWantedAccount } from './agent-accounts.ts'
import { checkEnrolmentTarget, type EnrolmentTarget, findCompanyOfTenant } from './enrolment-target.ts'

interface PackageQuery {
  organizationUid?: string | undefined
  locationUid?: string | undefined
  cloudTenantUid?: string | undefined
  subtenantUserUid?: string | undefined
  tokenExpiryPeriodDays: number
}
type Request = ApiRequest<unknown, PackageQuery>

const DAY_MS = 86_400_000

export async function downloadLinuxPackage(request: Request): Promise<Result<BinaryAnswer, ApiFailure>> {
  const { scope, db, env, query, now } = request
  // A token is made although the method is GET.
  if (scope.isReadOnly) return fail({ code: 'forbidden', message: 'A read-only login cannot make enrolment tokens.' })
  const target = await findTarget(request)
  if (!target.ok) return target
  const account = await findAccount(request, target.value)
  if (!account.ok) return account
  const token = newSecret('hfe_')
  const expiresAt = now + query.tokenExpiryPeriodDays * DAY_MS
  await runBatch(db, [
    db.insert(enrolmentTokens).values({
      tokenSha256: await sha256Hex(token),
      organizationUid: target.value?.organizationUid ?? null,
      locationUid: target.value?.locationUid ?? null,
      ...account.value,
      createdByUserUid: scope.userUid,
      createdAt: now,
      expiresAt,
    }),
    auditStatement(db, request, {
      organizationUid: target.value?.organizationUid ?? scope.organizationUid,
      kind: 'ManagementPackageDownloaded',
      details: { system: 'Linux', locationUid: target.value?.locationUid ?? null, expiresAt },
    }),
  ])
  const content = Uint8Array.from(
    new TextEncoder().encode(buildLinuxInstaller({ consoleUrl: env.HOLDFAST_URL, token })),
  )
  return ok({ content, fileName: fileNameOf(target.value), sizeBytes: content.byteLength })
}

/** Under whose account they will write. Those who belong to no company yet belong to nobody in it. */
async function findAccount(
  { scope, db, query }: Request,
  target: EnrolmentTarget | null,
): Promise<Result<AgentAccount, ApiFailure>> {
  const { cloudTenantUid: tenantUid, subtenantUserUid } = query
  if (target !== null) return readWantedAccount(scope, db, target.organizationUid, { tenantUid, subtenantUserUid })
  if (subtenantUserUid === undefined) return ok({ tenantUid: null, subtenantUserUid: null })
  return missing('subtenantUserUid', 'Name the company of the subtenant, too.')
}

/**
 * Where the machines will belong. Null, for the provider only: decided later, so that they appear as unverified. A user of
 * a company means it without naming it; a location or a tenant names its company.
 */
async function findTarget({ scope, db, query }: Request): Promise<Result<EnrolmentTarget | null, ApiFailure>> {
  const { locationUid, cloudTenantUid } = query
  const named =
    query.organizationUid ??
    (locationUid === undefined ? null : await scope.findCompanyOfLocation(locationUid)) ??
    (cloudTenantUid === undefined ? null : await findCompanyOfTenant(scope, db, cloudTenantUid))
  if (named !== null) return checkEnrolmentTarget(scope, db, { organizationUid: named, locationUid, cloudTenantUid })
  if (locationUid !== undefined) return missing('locationUid', `There is no location ${locationUid}.`)
  if (cloudTenantUid !== undefined) return missing('cloudTenantUid', `There is no tenant ${cloudTenantUid}.`)
  if (scope.organizationType === 'Provider') return ok(null)
  if (scope.organizationType === 'Reseller')
    return missing('organizationUid', 'Name the company that the agent shall join.')
  return checkEnrolmentTarget(scope, db, { organizationUid: scope.organizationUid })
}

function missing(parameter: string, message: string): { ok: false; failure: ApiFailure } {
  return fail({ code: 'invalid_input', message, parameter })
}

/** "holdfast-agent.acme.remote.sh": which package it is stays visible in a folder of downloads. */
function fileNameOf(target: EnrolmentTarget | null): string {
  const parts = target === null ? [] : [target.organizationName, target.locationName]
  return ['holdfast-agent', ...parts.map(toFilePart).filter((part) => part !== ''), 'sh'].join('.')
}

function toFilePart(name: string): string {
  const ascii = name.normalize('NFKD').replace(/[^a-zA-Z0-9]+/g, '-')
  return ascii
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .toLowerCase()
}
