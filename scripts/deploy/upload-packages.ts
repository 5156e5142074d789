import { type PackageList, packageList } from '../../worker/contract/agent-protocol.ts'
import { listLocalPackages, PACKAGE_LIST_KEY, packageKey } from '../packages.ts'
import { runWrangler, tryWrangler } from './wrangler.ts'

/**
 * Puts this machine's Node and restic into the package store, for protected computers of the same kind. What
 * deployments from machines of other kinds put there stays listed.
 */
export async function uploadPackages(bucket: string): Promise<void> {
  const known = readList(bucket)
  const own = await listLocalPackages()
  const fresh = own.filter(
    ({ package: entry }) => !known.some(({ sha256, name }) => sha256 === entry.sha256 && name === entry.name),
  )
  if (fresh.length === 0) return
  for (const { package: entry, file } of fresh) {
    console.log(`Uploading ${entry.name} into the package store`)
    runWrangler(['r2', 'object', 'put', `${bucket}/${packageKey(entry.name)}`, '--file', file, '--remote'])
  }
  const isReplaced = (old: PackageList['packages'][number]) =>
    own.some(({ package: { kind, platform, architecture } }) =>
      [kind === old.kind, platform === old.platform, architecture === old.architecture].every(Boolean),
    )
  const list: PackageList = {
    packages: [...known.filter((entry) => !isReplaced(entry)), ...own.map((entry) => entry.package)],
  }
  runWrangler(
    [
      'r2',
      'object',
      'put',
      `${bucket}/${PACKAGE_LIST_KEY}`,
      '--pipe',
      '--content-type',
      'application/json',
      '--remote',
    ],
    { input: JSON.stringify(list) },
  )
}

function readList(bucket: string): PackageList['packages'] {
  const { isOk, output } = tryWrangler(['r2', 'object', 'get', `${bucket}/${PACKAGE_LIST_KEY}`, '--pipe', '--remote'])
  try {
    return isOk ? packageList.parse(JSON.parse(output)).packages : []
  } catch {
    return []
  }
}
