/** What the console is told of this machine. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import os from 'node:os'
import type { HostInfo } from '../../worker/contract/agent-protocol.ts'

/** Chassis types of the SMBIOS standard that people carry around. */
const PORTABLE_CHASSIS = ['8', '9', '10', '11', '12', '14', '30', '31', '32']

export function readHostInfo(machineUid: string): HostInfo {
  const hostName = (os.hostname() || 'unknown').slice(0, 255)
  const { name, version } = readOperatingSystem()
  const addresses = Object.values(os.networkInterfaces()).flatMap((list) => list ?? [])
  const outward = addresses.filter((address) => !address.internal)
  return {
    hostName: hostName.split('.')[0] || hostName,
    fqdn: readFqdn(hostName).slice(0, 255),
    machineUid,
    platform: process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'mac' : 'linux',
    osName: name.slice(0, 255),
    osVersion: version.slice(0, 255),
    architecture: process.arch,
    isServer: isServer(name),
    ipAddresses: distinct(outward.map(({ address }) => address)).slice(0, 64),
    macAddresses: distinct(outward.map(({ mac }) => mac).filter((mac) => mac !== '00:00:00:00:00:00')).slice(0, 64),
    timeZone: (Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC').slice(0, 64),
  }
}

/**
 * A UUID that stays the same for this machine, made from its operating system's own identity, which is not given away.
 * `salt` tells apart several agents on one machine. Null: the system has no identity to offer.
 */
export function readMachineUid(salt: string): string | null {
  const identity = readMachineIdentity()
  if (identity === null) return null
  const digest = createHash('sha256').update(`holdfast machine ${identity.trim().toLowerCase()} ${salt}`).digest()
  const bytes = digest.subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function readMachineIdentity(): string | null {
  if (process.platform === 'win32') {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography'
    return capture('reg', ['query', key, '/v', 'MachineGuid']).match(/REG_SZ\s+(\S+)/)?.[1] ?? null
  }
  if (process.platform === 'darwin') {
    const report = capture('ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'])
    return report.match(/"IOPlatformUUID" = "([^"]+)"/)?.[1] ?? null
  }
  const found = readText('/etc/machine-id') || readText('/var/lib/dbus/machine-id')
  return /^[0-9a-f]{32}\s*$/.test(found) ? found : null
}

function readOperatingSystem(): { name: string; version: string } {
  if (process.platform === 'linux') {
    const release = readText('/etc/os-release') || readText('/usr/lib/os-release')
    return {
      name: readReleaseField(release, 'PRETTY_NAME') ?? `Linux ${os.release()}`,
      version: readReleaseField(release, 'VERSION_ID') ?? os.release(),
    }
  }
  if (process.platform === 'darwin') {
    const version = capture('sw_vers', ['-productVersion']).trim() || os.release()
    return { name: `macOS ${version}`, version }
  }
  return { name: os.version(), version: os.release() }
}

export function readReleaseField(release: string, field: string): string | null {
  const value = release.match(new RegExp(`^${field}=(.*)$`, 'm'))?.[1]?.trim()
  return value ? value.replace(/^(["'])(.*)\1$/, '$2') : null
}

function isServer(osName: string): boolean {
  if (process.platform === 'win32') return osName.includes('Server')
  if (process.platform === 'darwin') return false
  return !PORTABLE_CHASSIS.includes(readText('/sys/class/dmi/id/chassis_type').trim())
}

let knownFqdn: { of: string; is: string } | null = null

/** Asked once: a name server that is away makes it take seconds. */
function readFqdn(hostName: string): string {
  if (hostName.includes('.') || process.platform === 'win32') return hostName
  if (knownFqdn?.of !== hostName) knownFqdn = { of: hostName, is: capture('hostname', ['-f']).trim() || hostName }
  return knownFqdn.is
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function capture(program: string, args: string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', timeout: 5000, stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}

function distinct(values: string[]): string[] {
  return [...new Set(values)]
}
