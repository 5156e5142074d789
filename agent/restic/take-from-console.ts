import { chmodSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { compareResticVersions, findResticProblem, parseResticVersion } from '../../domain/restic-version.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { PackageList } from '../../worker/contract/agent-protocol.ts'
import { downloadPackage, listPackages } from '../console/console-client.ts'
import { normalArchitecture } from '../host/architecture.ts'
import { flushFolder } from '../state/durable-file.ts'
import { inspectRestic } from './find.ts'
import type { ResticProgram } from './process.ts'

interface Source {
  url: string
  credential: string
  platform: 'linux' | 'windows' | 'mac'
  architecture: string
}

/**
 * Takes restic from the console's package store into the agent's own folder, where the next search finds it. It is
 * checked by its checksum and by running it before it replaces one that was there.
 */
export async function takeResticFromConsole(
  source: Source,
  programsFolder: string,
): Promise<Result<ResticProgram, string>> {
  const listed = await listPackages(source.url, source.credential)
  if (!listed.ok) return fail(listed.failure.message)
  const chosen = chooseRestic(listed.value, source)
  if (!chosen) {
    return fail(`The console's package store has no restic for ${source.platform} ${source.architecture}.`)
  }
  const fetched = await downloadPackage(source.url, source.credential, chosen, programsFolder)
  if (!fetched.ok) return fail(fetched.failure.message)
  chmodSync(fetched.value, 0o755)
  const inspected = await inspectRestic(fetched.value)
  if (!inspected.ok) {
    rmSync(fetched.value, { force: true })
    return fail(`The restic of the console's package store does not run here. ${inspected.failure}`)
  }
  const path = join(programsFolder, process.platform === 'win32' ? 'restic.exe' : 'restic')
  renameSync(fetched.value, path)
  flushFolder(programsFolder)
  return ok({ path, version: inspected.value.version })
}

/** The newest restic that runs on this machine and that the agent can use. */
export function chooseRestic(
  { packages }: PackageList,
  { platform, architecture }: Pick<Source, 'platform' | 'architecture'>,
): PackageList['packages'][number] | null {
  const fitting = packages.flatMap((entry) => {
    const version = parseResticVersion(entry.version)
    const fits =
      entry.kind === 'restic' &&
      (entry.platform === undefined || entry.platform === platform) &&
      (entry.architecture === undefined || normalArchitecture(entry.architecture) === normalArchitecture(architecture))
    return version && fits && findResticProblem(version) === null ? [{ entry, version }] : []
  })
  fitting.sort((a, b) => compareResticVersions(b.version, a.version))
  return fitting[0]?.entry ?? null
}
