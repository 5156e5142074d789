/**
 * What is known of a provider from its own metadata: kept in D1 for as long as the configuration says (an hour unless it
 * says otherwise), loaded anew then, and used for up to a week while the provider does not answer.
 */
import { eq } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { loadOidcPeer, type OidcPeer } from '../../auth/sso/oidc.ts'
import { useOnce } from '../../auth/sso/replays.ts'
import { loadSamlPeer, type SamlPeer, toPem } from '../../auth/sso/saml-metadata.ts'
import type { Saml2Configuration } from '../../contract/single-sign-on/saml-configuration.ts'
import type { Db } from '../../db/client.ts'
import { identityProviders } from '../../db/schema/single-sign-on.ts'
import type { Env } from '../../env.ts'
import { type ProviderRow, readOidcConfiguration, readSamlConfiguration } from './provider-settings.ts'

export type Peer = { protocol: 'SAML2'; saml: SamlPeer } | { protocol: 'OIDC'; oidc: OidcPeer }
type PeerSource = Pick<ProviderRow, 'protocol' | 'configuration'>

const HOUR_MS = 3_600_000
const DEFAULT_CACHE_MS = HOUR_MS
const MIN_CACHE_MS = 5 * 60_000
const MAX_CACHE_MS = 24 * HOUR_MS
/** Between two attempts to load what a provider says of itself, other than by an administrator. */
const RELOAD_PAUSE_MS = 10_000
const MAX_STALE_MS = 7 * 24 * HOUR_MS

/** From the provider itself, or from what was typed. The failure is a sentence for an administrator. */
export async function loadPeer(env: Env, source: PeerSource, now: number): Promise<Result<Peer, string>> {
  if (source.protocol === 'OIDC') {
    const { issuer, idTokenSigningAlgorithm } = readOidcConfiguration(source)
    const loaded = await loadOidcPeer(env, issuer, idTokenSigningAlgorithm)
    return loaded.ok ? ok({ protocol: 'OIDC', oidc: loaded.value }) : loaded
  }
  const configuration = readSamlConfiguration(source)
  const loaded = await samlPeer(env, configuration, now)
  if (!loaded.ok) return loaded
  const problem = signingProblem(configuration, loaded.value)
  return problem === null ? ok({ protocol: 'SAML2', saml: loaded.value }) : fail(problem)
}

async function samlPeer(env: Env, configuration: Saml2Configuration, now: number): Promise<Result<SamlPeer, string>> {
  const [provider] = configuration.identityProviders
  if (provider === undefined) return fail('The configuration names no provider.')
  const { entityId } = provider
  if (provider.loadMetadata) {
    const isPackageAllowed = configuration.compatibility.unpackEntitiesDescriptorInIdentityProviderMetadata === true
    const loaded = await loadSamlPeer(
      env,
      { entityId, metadataUrl: provider.metadataLocation || entityId, isPackageAllowed },
      now,
    )
    const override = provider.wantAuthnRequestsSigned
    return loaded.ok && override !== null ? ok({ ...loaded.value, wantsSignedRequests: override }) : loaded
  }
  return ok({
    entityId,
    signOnUrl: provider.signOnUrl ?? '',
    certificates: (provider.signingCertificates ?? []).map(toPem).filter((pem) => pem !== null),
    wantsSignedRequests: provider.wantAuthnRequestsSigned === true,
    validUntil: null,
  })
}

export function areRequestsSigned(configuration: Saml2Configuration, peer: SamlPeer): boolean {
  switch (configuration.authenticateRequestSigningBehavior) {
    case 'Always':
      return true
    case 'Never':
      return false
    case 'IfIdpWantAuthnRequestsSigned':
      return peer.wantsSignedRequests
  }
}

function signingProblem(configuration: Saml2Configuration, peer: SamlPeer): string | null {
  const canSign = configuration.serviceCertificates.some(
    ({ use, status }) => use !== 'Encryption' && status === 'Current',
  )
  return areRequestsSigned(configuration, peer) && !canSign
    ? 'Requests are to be signed, and there is no current service certificate for signing.'
    : null
}

/** Parsed once per isolate, so that what a library remembers beside the object (a provider's keys) stays with it. */
const parsed = new Map<string, Peer>()
const MAX_PARSED = 200

function readStored(row: ProviderRow): Peer | null {
  if (row.peer === null) return null
  const key = `${row.uid} ${row.peerLoadedAt} ${row.updatedAt}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  const peer = JSON.parse(row.peer) as Peer
  if (parsed.size >= MAX_PARSED) parsed.clear()
  parsed.set(key, peer)
  return peer
}

export interface PeerInUse {
  peer: Peer
  /** Not loaded just now: a provider that changed its keys since may be asked again. */
  isFromMemory: boolean
}

export async function peerOf(
  env: Env,
  db: Db,
  row: ProviderRow,
  now: number,
  { isForced }: { isForced: boolean } = { isForced: false },
): Promise<Result<PeerInUse, string>> {
  const stored = readStored(row)
  const ageMs = now - (row.peerLoadedAt ?? 0)
  const isValid = stored?.protocol !== 'SAML2' || stored.saml.validUntil === null || stored.saml.validUntil > now
  if (!isForced && stored !== null && isValid && ageMs < cacheMs(row)) return ok({ peer: stored, isFromMemory: true })
  // Anybody can begin a sign-in: it must not become a way to have the provider asked again and again.
  if (!(await useOnce(db, ['peer', row.uid], now + RELOAD_PAUSE_MS, now))) {
    const message = row.errorMessage ?? 'The metadata of the provider was asked for a moment ago.'
    return stored !== null && isValid && ageMs < MAX_STALE_MS ? ok({ peer: stored, isFromMemory: true }) : fail(message)
  }
  const loaded = await loadPeer(env, row, now)
  await recordPeer(db, row.uid, loaded, now)
  if (loaded.ok) return ok({ peer: loaded.value, isFromMemory: false })
  if (stored !== null && isValid && ageMs < MAX_STALE_MS) return ok({ peer: stored, isFromMemory: false })
  return loaded
}

/** What was loaded before stays beside the message of a failed attempt. */
async function recordPeer(db: Db, providerUid: string, loaded: Result<Peer, string>, now: number): Promise<void> {
  await db.update(identityProviders).set(peerColumns(loaded, now)).where(eq(identityProviders.uid, providerUid))
}

export function peerColumns(loaded: Result<Peer, string>, now: number) {
  return loaded.ok
    ? { peer: JSON.stringify(loaded.value), peerLoadedAt: now, errorMessage: null }
    : { errorMessage: loaded.failure.slice(0, 1000) }
}

function cacheMs(row: ProviderRow): number {
  if (row.protocol === 'OIDC') return DEFAULT_CACHE_MS
  const wanted = durationMs(readSamlConfiguration(row).metadata.cacheDuration) ?? DEFAULT_CACHE_MS
  return Math.min(MAX_CACHE_MS, Math.max(MIN_CACHE_MS, wanted))
}

/** Of ISO 8601 ("PT1H") or of .NET ("7.00:00:00"); null for anything else. */
export function durationMs(text: string): number | null {
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)
  const net = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})$/.exec(text)
  const found = iso ?? net
  if (found === null) return null
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1, 5).map((part) => Number(part ?? 0))
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}
