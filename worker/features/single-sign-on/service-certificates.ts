/** The console's own certificates of a provider: what a configuration says of them, and the keys beside it. */
import { eq } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { openSecret, sealSecret } from '../../auth/secret-box.ts'
import {
  makeServiceCertificate,
  readServiceCertificate,
  type ServiceCertificate,
} from '../../auth/sso/service-certificate.ts'
import { toWireTime } from '../../contract/common.ts'
import type {
  Saml2Configuration,
  ServiceCertificateConfiguration,
} from '../../contract/single-sign-on/saml-configuration.ts'
import { auditStatement } from '../../db/audit.ts'
import { requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { identityProviders, serviceCertificates as table } from '../../db/schema/single-sign-on.ts'
import type { Env } from '../../env.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { isUnchanged, mayChangeProvider } from './provider-rights.ts'
import { readSamlConfiguration } from './provider-settings.ts'
import { findProviderRow, type ProviderPath } from './queries.ts'

export type CertificateRow = typeof table.$inferSelect
const MAX_CERTIFICATES = 4

export function readCertificates(db: Db, providerUid: string): Promise<CertificateRow[]> {
  return db.select().from(table).where(eq(table.providerUid, providerUid)).orderBy(table.createdAt, table.thumbprint)
}

export interface TakenCertificates {
  configuration: Saml2Configuration
  statements: Statement[]
}

/** Takes the private keys out of a configuration. What it names by thumbprint is kept, what it no longer names goes. */
export async function takeCertificates(
  env: Env,
  db: Db,
  providerUid: string,
  configuration: Saml2Configuration,
  stored: readonly CertificateRow[],
  now: number,
): Promise<Result<TakenCertificates, ApiFailure>> {
  const rows: CertificateRow[] = []
  for (const [index, wanted] of configuration.serviceCertificates.entries()) {
    const row = await takeOne(env, providerUid, wanted, stored, now)
    if (!row.ok) return fail(inPlace(row.failure, index))
    if (rows.some((other) => other.thumbprint === row.value.thumbprint))
      return fail(inPlace({ code: 'invalid_input', message: 'stands there twice' }, index))
    rows.push(row.value)
  }
  const entries = configuration.serviceCertificates.map((entry, index) => ({
    ...entry,
    privateKeyContent: null,
    certificateThumbprint: rows[index]?.thumbprint ?? null,
  }))
  return ok({
    configuration: { ...configuration, serviceCertificates: entries },
    statements: [
      db.delete(table).where(eq(table.providerUid, providerUid)),
      ...rows.map((row) => db.insert(table).values(row)),
    ],
  })
}

function inPlace(failure: ApiFailure, index: number): ApiFailure {
  const property = `configuration.serviceCertificates.${index}`
  if (failure.code !== 'invalid_input' && failure.code !== 'certificate_without_key') return failure
  return { ...failure, message: `"${property}" ${failure.message}.`, property }
}

async function takeOne(
  env: Env,
  providerUid: string,
  wanted: ServiceCertificateConfiguration,
  stored: readonly CertificateRow[],
  now: number,
): Promise<Result<CertificateRow, ApiFailure>> {
  const said = { use: wanted.use, status: wanted.status, publishOverride: wanted.metadataPublishOverride }
  if (wanted.privateKeyContent) {
    const read = readServiceCertificate(wanted.privateKeyContent)
    if (read.ok) return ok({ ...(await toRow(env, providerUid, read.value, now)), ...said })
    const { reason, message } = read.failure
    const code = reason === 'no_private_key' ? 'certificate_without_key' : 'invalid_input'
    return fail({ code, message, property: '' })
  }
  const thumbprint = (wanted.certificateThumbprint ?? '').replace(/[\s:]/g, '').toUpperCase()
  const known = stored.find((row) => row.thumbprint === thumbprint)
  if (known !== undefined) return ok({ ...known, ...said })
  const message = 'needs privateKeyContent, or the thumbprint of a certificate that is kept already'
  return fail({ code: 'invalid_input', message })
}

async function toRow(env: Env, providerUid: string, made: ServiceCertificate, now: number) {
  return {
    providerUid,
    thumbprint: made.thumbprint,
    certificate: made.certificate,
    privateKeySealed: await sealSecret(env, 'samlPrivateKey', made.privateKey),
    validUntil: made.validUntil,
    createdAt: now,
  }
}

/** Null where the master secret behind it is gone. */
export function openPrivateKey(env: Env, row: CertificateRow): Promise<string | null> {
  return openSecret(env, 'samlPrivateKey', row.privateKeySealed)
}

type CertificateRequest = ApiRequest<
  ProviderPath,
  unknown,
  { use: CertificateRow['use']; status: CertificateRow['status']; validYears: number }
>

export async function createCertificate(request: CertificateRequest) {
  const { env, db, scope, params, body, now } = request
  const row = await findProviderRow(scope, db, params)
  if (row === null || row.protocol !== 'SAML2')
    return fail<ApiFailure>({ code: 'not_found', what: 'The identity provider' })
  const refused = await mayChangeProvider(scope, db, row.uid)
  if (refused !== null) return fail(refused)
  const configuration = readSamlConfiguration(row)
  if (configuration.serviceCertificates.length >= MAX_CERTIFICATES)
    return fail<ApiFailure>({
      code: 'conflict',
      message: `A provider has at most ${MAX_CERTIFICATES} service certificates.`,
    })
  const made = await makeServiceCertificate(`${row.name} ${new URL(env.HOLDFAST_URL).hostname}`, body.validYears, now)
  const entry = {
    use: body.use,
    status: body.status,
    privateKeyContent: null,
    certificateThumbprint: made.thumbprint,
    storeName: null,
    storeLocation: null,
    x509FindType: null,
    metadataPublishOverride: 'None' as const,
  }
  const changed = { ...configuration, serviceCertificates: [...configuration.serviceCertificates, entry] }
  await runBatch(db, [
    requireInBatch(db, isUnchanged(row)),
    db
      .update(identityProviders)
      .set({ configuration: JSON.stringify(changed), updatedAt: now })
      .where(eq(identityProviders.uid, row.uid)),
    db.insert(table).values({
      ...(await toRow(env, row.uid, made, now)),
      use: body.use,
      status: body.status,
      publishOverride: 'None',
    }),
    auditStatement(db, request, {
      organizationUid: row.organizationUid,
      kind: 'ServiceCertificateCreated',
      target: { type: 'IdentityProvider', uid: row.uid },
      details: { name: row.name, thumbprint: made.thumbprint },
    }),
  ])
  return ok({
    certificateThumbprint: made.thumbprint,
    certificate: made.certificate,
    validUntil: toWireTime(made.validUntil),
  })
}
