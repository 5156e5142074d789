/**
 * The lists that restic asks for, written from the ledger. A short one is one text. A long one is written page by page
 * while it is sent, so that a repository of millions of objects costs no memory; its length must be told before, so it
 * is measured first, objects that come later are left out, and where one went meanwhile the list is padded with spaces,
 * which JSON allows.
 */
import { fail, ok, type Result } from '../../domain/result.ts'
import { refusalOf } from './authorization.ts'
import type { RepositoryDeps } from './deps.ts'
import type { LedgerStore, ListedObject } from './ledger-store.ts'
import type { ListVersion, ObjectList, ObjectType, VaultClaims, VaultFailure } from './rpc.ts'

/** About 0.5 MB of JSON. */
export const LIST_PAGE_ROWS = 5_000

const FORMAT = {
  1: { write: ({ name }: ListedObject) => `"${name}"`, fixedBytes: 66, hasSize: false },
  2: {
    write: ({ name, size_bytes }: ListedObject) => `{"name":"${name}","size":${size_bytes}}`,
    fixedBytes: 83,
    hasSize: true,
  },
} as const

export function listObjects(
  deps: Pick<RepositoryDeps, 'account' | 'ledger'>,
  claims: VaultClaims,
  type: ObjectType,
  version: ListVersion,
): Result<ObjectList, VaultFailure> {
  const account = deps.account.read()
  const refusal = refusalOf(account, claims, 'read')
  if (refusal || !account) return fail(refusal ?? { code: 'repository_missing' })
  const first = deps.ledger.listPage(type, '', account.seq, LIST_PAGE_ROWS)
  if (first.length < LIST_PAGE_ROWS) {
    return ok({ kind: 'text', json: `[${first.map(FORMAT[version].write).join(',')}]` })
  }
  const { fixedBytes, hasSize } = FORMAT[version]
  const { count, sizeDigits } = deps.ledger.measureList(type)
  const lengthBytes = count * fixedBytes + (hasSize ? sizeDigits : 0) + (count - 1) + '[]'.length
  return ok({ kind: 'stream', json: streamPages(deps.ledger, type, version, account.seq, lengthBytes), lengthBytes })
}

function streamPages(
  ledger: LedgerStore,
  type: ObjectType,
  version: ListVersion,
  maxSeq: number,
  lengthBytes: number,
): ReadableStream {
  const encoder = new TextEncoder()
  const { write } = FORMAT[version]
  let afterName = ''
  let sentBytes = 0
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const page = ledger.listPage(type, afterName, maxSeq, LIST_PAGE_ROWS)
      const separator = afterName === '' ? '[' : page.length > 0 ? ',' : ''
      const isLast = page.length < LIST_PAGE_ROWS
      const text = separator + page.map(write).join(',')
      const padding = isLast ? ' '.repeat(Math.max(0, lengthBytes - sentBytes - text.length - 1)) : ''
      const chunk = encoder.encode(isLast ? `${text}${padding}]` : text)
      sentBytes += chunk.length
      afterName = page.at(-1)?.name ?? afterName
      controller.enqueue(chunk)
      if (isLast) controller.close()
    },
  })
}
