/** What a job on Linux backs up, from its wire form to paths and patterns of restic. */
import { ok, type Result } from '../../../domain/result.ts'
import type { BackupJob } from '../../contract/backup-job.ts'
import type { LinuxCustomJobConfiguration } from '../../contract/infrastructure/linux-job-configuration.ts'
import { type ConfigurationFault, refuse } from './configuration-fault.ts'

type Source = BackupJob['source']
type WireSource = LinuxCustomJobConfiguration['jobConfiguration']['backupSource']

const MAX_ENTRIES = 1000
/** PATH_MAX of Linux. */
const MAX_PATH_LENGTH = 4096
const PATH = 'jobConfiguration.backupSource'

/**
 * What a backup from the root leaves out: what the running system makes up anew, and what is mounted for a while. The
 * folders themselves stay, so that a restored system finds its mount points.
 */
const NOT_OF_THE_COMPUTER = [
  '/dev/*',
  '/proc/*',
  '/sys/*',
  '/run/*',
  '/tmp/*',
  '/var/tmp/*',
  '/mnt/*',
  '/media/*',
  '/net/*',
  '/snap/*',
  '/var/lib/holdfast-agent/cache/*',
  '/var/lib/lxcfs/*',
  '/var/lib/docker/overlay2/*/merged',
  '/var/lib/containers/storage/overlay/*/merged',
  '/swapfile',
  '/swap.img',
  'lost+found',
]

export function toSource(source: WireSource): Result<Source, ConfigurationFault> {
  switch (source.backupMode) {
    case 'EntireComputer':
      /*
       * Across file systems: /home, /var or a subvolume is often one of its own, and a backup that silently left it out
       * would be found wanting on the day of the restore.
       */
      return ok({ paths: ['/'], excludes: NOT_OF_THE_COMPUTER, includeMasks: [], isOneFileSystem: false })
    case 'Volume':
      return fromVolumes(source.volumeLevelOptions)
    case 'FilesFolders':
      return fromFolders(source.fileLevelOptions)
    case 'Unknown':
      return refuse(`${PATH}.backupMode`, 'must be EntireComputer, Volume or FilesFolders.')
  }
}

function fromVolumes(options: WireSource['volumeLevelOptions']): Result<Source, ConfigurationFault> {
  const path = `${PATH}.volumeLevelOptions.volumes`
  const volumes = options?.volumes ?? []
  if (volumes.length === 0) return refuse(path, 'must name at least one volume when backupMode is Volume.')
  if (volumes.length > MAX_ENTRIES) return refuse(path, `must have at most ${MAX_ENTRIES} entries.`)
  for (const [index, volume] of volumes.entries()) {
    if (volume.volumeType !== 'MountPoint') {
      const message = `must be MountPoint: files are backed up, so a ${volume.volumeType} volume is named by its mount point.`
      return refuse(`${path}.${index}.volumeType`, message)
    }
    const fault = checkPath(volume.path)
    if (fault !== null) return refuse(`${path}.${index}.path`, fault)
  }
  return ok({ paths: unique(volumes.map(({ path }) => path)), excludes: [], includeMasks: [], isOneFileSystem: true })
}

function fromFolders(options: WireSource['fileLevelOptions']): Result<Source, ConfigurationFault> {
  const path = `${PATH}.fileLevelOptions`
  const directories = options?.directories ?? []
  if (directories.length === 0) {
    return refuse(`${path}.directories`, 'must name at least one directory when backupMode is FilesFolders.')
  }
  if (directories.length > MAX_ENTRIES)
    return refuse(`${path}.directories`, `must have at most ${MAX_ENTRIES} entries.`)
  for (const [index, directory] of directories.entries()) {
    const fault = checkPath(directory)
    if (fault !== null) return refuse(`${path}.directories.${index}`, fault)
  }
  const includeMasks = toMasks(options?.inclusionMasks, `${path}.inclusionMasks`)
  if (!includeMasks.ok) return includeMasks
  const excludes = toMasks(options?.exclusionMasks, `${path}.exclusionMasks`)
  if (!excludes.ok) return excludes
  const paths = unique(directories)
  return ok({
    paths,
    excludes: unique([...excludes.value, ...leftOutOf(paths)]),
    includeMasks: includeMasks.value,
    isOneFileSystem: false,
  })
}

/** A job of the whole root leaves out what an entire computer does, but for what it names itself ("/" and "/mnt/data"). */
function leftOutOf(paths: readonly string[]): string[] {
  if (!paths.includes('/')) return []
  return NOT_OF_THE_COMPUTER.filter(
    (pattern) => !paths.some((path) => `${path}/`.startsWith(pattern.replace(/\*.*$/, ''))),
  )
}

function toMasks(masks: readonly string[] | null | undefined, path: string): Result<string[], ConfigurationFault> {
  const given = masks ?? []
  if (given.length > MAX_ENTRIES) return refuse(path, `must have at most ${MAX_ENTRIES} entries.`)
  for (const [index, mask] of given.entries()) {
    if (mask.length > MAX_PATH_LENGTH)
      return refuse(`${path}.${index}`, `must have at most ${MAX_PATH_LENGTH} characters.`)
    if (/[\0\r\n]/.test(mask)) return refuse(`${path}.${index}`, 'must not contain line breaks or NUL.')
    if (/^\s*!/.test(mask)) return refuse(`${path}.${index}`, 'must not start with "!".')
  }
  return ok(unique(given.map((mask) => mask.trim()).filter((mask) => mask !== '')))
}

/** Says what is wrong with a path of the protected computer; null: nothing. */
export function checkPath(path: string): string | null {
  if (!path.startsWith('/')) return 'must be an absolute path, starting with "/".'
  if (path.length > MAX_PATH_LENGTH) return `must have at most ${MAX_PATH_LENGTH} characters.`
  return path.includes('\0') ? 'must not contain NUL.' : null
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
