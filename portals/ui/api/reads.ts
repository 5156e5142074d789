import type { Accessor } from 'solid-js'
import { getOne, getPage, type Page, withQuery } from './client.ts'
import { equals, type ListRequest, listQuery } from './filter.ts'
import { createLive, type Live, type LiveOptions } from './live.ts'

/** A page of a collection that stays fresh; undefined asks nothing. */
export function createLivePage<T>(
  path: Accessor<string | undefined>,
  request: Accessor<ListRequest>,
  options: LiveOptions = {},
): Live<Page<T>> {
  const key = () => {
    const address = path()
    return address === undefined ? undefined : withQuery(address, listQuery(request()))
  }
  return createLive(key, (address, signal) => getPage<T>(address, {}, signal), options)
}

export function createLiveOne<T>(path: Accessor<string | undefined>, options: LiveOptions = {}): Live<T> {
  return createLive(path, (address, signal) => getOne<T>(address, {}, signal), options)
}

/**
 * One row of a collection that has no address of its own in v3 (a backup job): found by its id, null when there is none.
 */
export function createLiveByUid<T>(
  path: string,
  uid: Accessor<string | undefined>,
  options: LiveOptions = {},
): Live<T | null> {
  const key = () => {
    const wanted = uid()
    if (wanted === undefined) return undefined
    return withQuery(path, listQuery({ filter: [equals('instanceUid', wanted)], limit: 1 }))
  }
  return createLive(key, async (address, signal) => (await getPage<T>(address, {}, signal)).items[0] ?? null, options)
}
