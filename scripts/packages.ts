import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { PackageList } from '../worker/contract/agent-protocol.ts'
import { distFolder } from './build/sources.ts'
import { findRestic } from './get-restic.ts'
import type { BucketStore } from './runtime/bucket/bucket-store.ts'
import { writeFileDurably } from './runtime/write-file-durably.ts'

type Package = PackageList['packages'][number]

/** A package and the file of this machine that it is. */
export interface LocalPackage {
  readonly package: Package
  readonly file: string
}

const PLATFORMS: Partial<Record<NodeJS.Platform, 'linux' | 'windows' | 'mac'>> = {
  linux: 'linux',
  win32: 'windows',
  darwin: 'mac',
}

// The package store holds what a protected computer may lack. The agent comes with the portals' files (build-agent.ts);
// Node and restic lie in the first site's bucket, where the agent endpoint looks for them.
export const PACKAGE_LIST_KEY = 'packages/index.json'
export const packageKey = (name: string) => `packages/${name}`

/** What this machine can offer to computers of its own kind: its Node, and restic if it has one. */
export async function listLocalPackages(): Promise<LocalPackage[]> {
  const platform = PLATFORMS[process.platform]
  const own = { ...(platform ? { platform } : {}), architecture: process.arch }
  const suffix = `${platform}-${process.arch}`
  const node = process.versions.node
  const restic = findRestic()
  return [
    await describe(process.execPath, { name: `node-${node}-${suffix}`, kind: 'node', version: node, ...own }),
    ...(restic
      ? [
          await describe(restic.path, {
            name: `restic-${restic.version}-${suffix}`,
            kind: 'restic',
            version: restic.version,
            ...own,
          }),
        ]
      : []),
  ]
}

async function describe(file: string, identity: Omit<Package, 'sizeBytes' | 'sha256'>): Promise<LocalPackage> {
  const path = realpathSync(file)
  return { file: path, package: { ...identity, sizeBytes: statSync(path).size, sha256: await digestOf(path) } }
}

const digestsFile = join(distFolder, '.package-digests.json')

/** SHA-256 of a file, remembered as long as its size and time stay: Node alone has 120 MB. */
async function digestOf(file: string): Promise<string> {
  const { size, mtimeMs } = statSync(file)
  const key = `${file}:${size}:${mtimeMs}`
  const known = readDigests()
  if (known[key]) return known[key]
  const digest = createHash('sha256')
  await pipeline(createReadStream(file), digest)
  const sha256 = digest.digest('hex')
  writeFileDurably(digestsFile, JSON.stringify({ ...readDigests(), [key]: sha256 }))
  return sha256
}

function readDigests(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(digestsFile, 'utf8'))
  } catch {
    return {}
  }
}

/** Brings the package store of a local console up to date; packages that are gone stay for agents that ask for them. */
export async function storePackages(bucket: BucketStore): Promise<void> {
  const packages = await listLocalPackages()
  for (const { package: entry, file } of packages) {
    if (bucket.head(packageKey(entry.name))?.sha256 === entry.sha256) continue
    await bucket.putFile(packageKey(entry.name), file, entry.sizeBytes, entry.sha256)
  }
  const list: PackageList = { packages: packages.map((entry) => entry.package) }
  const text = Buffer.from(JSON.stringify(list))
  await bucket.put(
    PACKAGE_LIST_KEY,
    (async function* () {
      yield text
    })(),
    { httpFields: JSON.stringify({ contentType: 'application/json' }), customFields: '[]', mayReplace: () => true },
  )
}
