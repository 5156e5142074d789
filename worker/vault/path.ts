import type { ObjectRef, ObjectType } from '../../durable-objects/repository/rpc.ts'

/** What an address below /vault/ names. */
export type VaultTarget =
  | { kind: 'repository' }
  | { kind: 'list'; type: ListedType }
  | { kind: 'object'; ref: ObjectRef }

export type ListedType = Exclude<ObjectType, 'config'>

export interface VaultPath {
  repositoryUid: string
  /** Null: the repository has nothing of that type or name, and never will. */
  target: VaultTarget | null
}

const UID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const SHA256_NAME = /^[0-9a-f]{64}$/
const LISTED_TYPES: ReadonlySet<string> = new Set<ListedType>(['data', 'index', 'keys', 'locks', 'snapshots'])

function isListedType(text: string): text is ListedType {
  return LISTED_TYPES.has(text)
}

/**
 * Reads `/vault/<repositoryUid>/…`. Missing, doubled and trailing slashes are taken as meant; every segment is decoded
 * exactly once, and what does not decode names nothing. Null: no repository is named at all.
 */
export function parseVaultPath(pathname: string): VaultPath | null {
  const segments: string[] = []
  for (const segment of pathname.split('/')) {
    if (segment === '') continue
    try {
      segments.push(decodeURIComponent(segment))
    } catch {
      segments.push('')
    }
  }
  const [, uid = '', type, name, ...rest] = segments
  const repositoryUid = uid.toLowerCase()
  if (!UID.test(repositoryUid)) return null
  return { repositoryUid, target: rest.length > 0 ? null : parseTarget(type, name) }
}

function parseTarget(type: string | undefined, name: string | undefined): VaultTarget | null {
  if (type === undefined) return { kind: 'repository' }
  if (type === 'config') return name === undefined ? { kind: 'object', ref: { type, name: 'config' } } : null
  if (!isListedType(type)) return null
  if (name === undefined) return { kind: 'list', type }
  return SHA256_NAME.test(name) ? { kind: 'object', ref: { type, name } } : null
}
