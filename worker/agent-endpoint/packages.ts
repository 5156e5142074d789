/**
 * The package store. The agent itself comes with the console's own files, described by /agent/packages.json, which the
 * build writes; restic and Node binaries are put into the first site's bucket below packages/ by whoever runs the
 * console, described by packages/index.json in the same form (docs/agent-protocol.md). A file that neither names is not
 * served.
 */
import { type PackageList, packageList } from '../contract/agent-protocol.ts'
import type { Env } from '../env.ts'
import { describeError, writeLog } from '../http/log.ts'
import { refuse } from './answer.ts'

type PackagesEnv = Pick<Env, 'ASSETS' | 'SITE_1'>
type Package = PackageList['packages'][number]

const ASSET_FOLDER = 'https://assets.invalid/agent/'
const BUCKET_FOLDER = 'packages/'

export async function listPackages(env: PackagesEnv): Promise<Response> {
  const [own, stored] = await Promise.all([readAssetList(env), readBucketList(env)])
  return Response.json({ packages: [...own, ...stored] } satisfies PackageList)
}

export async function sendPackage(env: PackagesEnv, name: string): Promise<Response> {
  const own = (await readAssetList(env)).find((entry) => entry.name === name)
  if (own !== undefined) {
    const file = await env.ASSETS.fetch(`${ASSET_FOLDER}${encodeURIComponent(name)}`)
    if (file.ok && file.body !== null) return fileAnswer(file.body, own)
  }
  const stored = (await readBucketList(env)).find((entry) => entry.name === name)
  const object = stored === undefined ? null : await env.SITE_1.get(`${BUCKET_FOLDER}${name}`)
  if (stored === undefined || object === null) return refuse(404, `The package store has no "${name}".`)
  if (object.size === stored.sizeBytes) return fileAnswer(object.body, stored)
  await object.body.cancel()
  return refuse(404, `"${name}" in the package store is not the file that its index describes.`)
}

function fileAnswer(body: ReadableStream, { name, sizeBytes, sha256 }: Package): Response {
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
    'Cache-Control': 'no-cache',
    ETag: `"${sha256}"`,
  }
  return new Response(body.pipeThrough(new FixedLengthStream(sizeBytes)), { headers })
}

async function readAssetList({ ASSETS }: PackagesEnv): Promise<Package[]> {
  const answer = await ASSETS.fetch(`${ASSET_FOLDER}packages.json`)
  if (answer.ok) return parseList(await answer.text(), 'the build')
  await answer.body?.cancel()
  return []
}

async function readBucketList({ SITE_1 }: PackagesEnv): Promise<Package[]> {
  const object = await SITE_1.get(`${BUCKET_FOLDER}index.json`)
  return object === null ? [] : parseList(await object.text(), `${BUCKET_FOLDER}index.json`)
}

function parseList(text: string, origin: string): Package[] {
  try {
    return packageList.parse(JSON.parse(text)).packages
  } catch (error) {
    writeLog('error', `The package list of ${origin} is not valid`, describeError(error))
    return []
  }
}
