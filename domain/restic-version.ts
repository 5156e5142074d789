/** Which restic releases a backup can rely on. Their exit codes and messages differ by version (docs/agent.md). */

export interface ResticVersion {
  major: number
  minor: number
  patch: number
}

/** First release whose JSON, `--retry-lock` and grouping of parents the agent can use. */
export const OLDEST_RESTIC: ResticVersion = { major: 0, minor: 16, patch: 1 }
/** First release that is not known to work. */
export const UNKNOWN_RESTIC: ResticVersion = { major: 0, minor: 20, patch: 0 }

/** Reads "restic 0.18.0 compiled with go1.24.4 on linux/amd64" as well as "0.18.0"; null for anything else. */
export function parseResticVersion(text: string): ResticVersion | null {
  const found = /^(?:restic )?v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?![\d.])/.exec(text.trim())
  if (!found) return null
  return { major: Number(found[1]), minor: Number(found[2]), patch: Number(found[3]) }
}

export function compareResticVersions(a: ResticVersion, b: ResticVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch
}

export function isResticAtLeast(version: ResticVersion, major: number, minor: number, patch: number): boolean {
  return compareResticVersions(version, { major, minor, patch }) >= 0
}

export function formatResticVersion({ major, minor, patch }: ResticVersion): string {
  return `${major}.${minor}.${patch}`
}

/** Why backups cannot use this release, as a sentence; null when they can. */
export function findResticProblem(version: ResticVersion): string | null {
  const supported = `${formatResticVersion(OLDEST_RESTIC)} to ${UNKNOWN_RESTIC.major}.${UNKNOWN_RESTIC.minor - 1}`
  if (compareResticVersions(version, OLDEST_RESTIC) < 0) {
    return `restic ${formatResticVersion(version)} is too old: ${supported} is needed.`
  }
  if (compareResticVersions(version, UNKNOWN_RESTIC) >= 0) {
    return `restic ${formatResticVersion(version)} is newer than this agent knows: ${supported} is needed.`
  }
  return null
}
