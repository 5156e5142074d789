import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findResticProblem, parseResticVersion } from '../domain/restic-version.ts'
import { projectFolder } from './build/sources.ts'
import { Refusal } from './runtime/refusal.ts'

/** Debian's release that carries 0.18.0, a version that runs on the release before it as well. */
const SUITE = 'trixie'

export interface Restic {
  readonly path: string
  readonly version: string
}

/**
 * A restic that the agent can use: HOLDFAST_RESTIC, the one fetched before, one on PATH, or Debian's, unpacked into the
 * ignored folder .cache without changing the machine. Refuses with the command to run where none can be had.
 */
export function getRestic(): Restic {
  const chosen = process.env.HOLDFAST_RESTIC
  const found = findRestic()
  if (found) return found
  if (chosen) throw new Refusal(`HOLDFAST_RESTIC is "${chosen}", which is no restic that runs.`)
  if (!isDebian()) {
    throw new Refusal(
      `restic 0.16.1 or newer is needed and not on PATH. Install it (macOS: \`brew install restic\`; Windows: \`winget install restic.restic\`; Fedora: \`dnf install restic\`), then run the command again.`,
    )
  }
  fetchFromDebian()
  const restic = describeRestic(fetchedFile())
  if (!restic)
    throw new Refusal(
      `${fetchedFile()} does not run. Install restic 0.16.1 or newer by hand and set HOLDFAST_RESTIC to its path.`,
    )
  return restic
}

/** The restic that is there already, as `getRestic` would choose it; nothing is fetched. */
export function findRestic(): Restic | undefined {
  const chosen = process.env.HOLDFAST_RESTIC
  if (chosen) return describeRestic(chosen)
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, EXECUTABLE))
  return [fetchedFile(), ...onPath]
    .filter((path) => existsSync(path))
    .map(describeRestic)
    .find((restic) => restic !== undefined && isUsable(restic))
}

/** Every restic there is for tests against several versions: the agent's, and the machine's own, however old. */
export function listRestics(): Restic[] {
  const first = getRestic()
  const own = describeRestic('/usr/bin/restic')
  return own && own.version !== first.version ? [first, own] : [first]
}

export function describeRestic(path: string): Restic | undefined {
  const result = spawnSync(path, ['version'], { encoding: 'utf8' })
  const version = /^restic (\d+\.\d+\.\d+)/.exec(result.stdout ?? '')?.[1]
  return version ? { path, version } : undefined
}

function isUsable({ version }: Restic): boolean {
  const parsed = parseResticVersion(`restic ${version}`)
  return parsed !== null && findResticProblem(parsed) === null
}

const EXECUTABLE = process.platform === 'win32' ? 'restic.exe' : 'restic'
const cacheFolder = () => join(projectFolder, '.cache', 'restic')
const fetchedFile = () => join(cacheFolder(), 'root/usr/bin/restic')

export const isDebian = () => existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')

/** Asks the machine's own package sources for another release, with folders of our own for all that apt writes. */
function fetchFromDebian(): void {
  const folder = cacheFolder()
  console.error(`Fetching restic from Debian ${SUITE} into .cache …`)
  rmSync(folder, { recursive: true, force: true })
  for (const part of ['etc/sources.list.d', 'lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(folder, part), { recursive: true })
  }
  writeFileSync(join(folder, 'etc/sources.list'), '')
  writeFileSync(join(folder, 'status'), '')
  copySources(folder)
  const options = [
    `Dir::Etc=${folder}/etc`,
    `Dir::State=${folder}`,
    `Dir::State::lists=${folder}/lists`,
    `Dir::State::status=${folder}/status`,
    `Dir::Cache=${folder}/cache`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option])
  runTool('apt-get', [...options, 'update'], folder)
  runTool('apt-get', [...options, 'download', 'restic'], folder)
  const archive = readdirSync(folder).find((name) => /^restic_.*\.deb$/.test(name))
  if (!archive)
    throw new Refusal(`apt-get downloaded no restic into ${folder}. Set HOLDFAST_RESTIC to one of your own.`)
  runTool('dpkg', ['-x', archive, 'root'], folder)
  for (const part of ['etc', 'lists', 'cache', 'status', archive])
    rmSync(join(folder, part), { recursive: true, force: true })
}

function copySources(folder: string): void {
  const codename = /^VERSION_CODENAME=(\S+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? SUITE
  const files = ['/etc/apt/sources.list']
  if (existsSync('/etc/apt/sources.list.d')) {
    files.push(...readdirSync('/etc/apt/sources.list.d').map((name) => `/etc/apt/sources.list.d/${name}`))
  }
  for (const file of files.filter((name) => existsSync(name) && /\.(sources|list)$/.test(name))) {
    const text = readFileSync(file, 'utf8').replaceAll(codename, SUITE)
    writeFileSync(join(folder, 'etc/sources.list.d', file.replaceAll('/', '_')), text)
  }
}

function runTool(command: string, args: string[], folder: string): void {
  try {
    execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const lines = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Refusal(
      `${command} could not fetch restic: ${lines.split('\n').at(-1)}. Check the network, or set HOLDFAST_RESTIC to a restic 0.16.1 or newer.`,
    )
  }
}
