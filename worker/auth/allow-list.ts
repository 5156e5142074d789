/** An organization's list of allowed addresses as it is stored: kept also while it is not enabled. */

export interface StoredAllowList {
  isEnabled: boolean
  /** As domain/ip-allow-list.ts writes them. */
  blocks: string[]
}

export function parseStoredAllowList(stored: string | null): StoredAllowList {
  return stored === null ? { isEnabled: false, blocks: [] } : (JSON.parse(stored) as StoredAllowList)
}

/** The blocks that count; null: any address. */
export function readAllowList(stored: string | null): readonly string[] | null {
  const list = parseStoredAllowList(stored)
  return list.isEnabled ? list.blocks : null
}
