/** `holdfast-agent install` and `uninstall`: the service that keeps the agent running. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Command, ServiceSystem } from '../arguments.ts'
import { defineService, type ServiceDefinition } from '../service/service-definition.ts'
import { readIdentity } from '../state/identity.ts'
import { isLockHeld } from '../state/lock.ts'
import type { StateFolder } from '../state/state-folder.ts'

type Say = (message: string) => void

export function runInstall(command: Extract<Command, { name: 'install' }>, folder: StateFolder, say: Say): number {
  const system = command.system ?? thisSystem()
  const service = define(system, folder, command.restic)
  if (command.isPrint) {
    process.stdout.write(service.content)
    say(describeSteps(service))
    return 0
  }
  if (system !== thisSystem()) return refuse(say, `A service for ${system} can only be shown here (--print).`)
  if (!isAdministrator()) return refuse(say, 'Only root (an administrator) can set the service up. Use sudo.')
  if (readIdentity(folder) === null) {
    say('This computer is not enrolled yet; the service begins its work after: holdfast-agent enrol --url ADDRESS')
  }
  if (service.filePath !== null) {
    mkdirSync(dirname(service.filePath), { recursive: true })
    // schtasks reads UTF-16 only.
    const content = system === 'windows' ? Buffer.from(`\ufeff${service.content}`, 'utf16le') : service.content
    writeFileSync(service.filePath, content, { mode: 0o644 })
    say(`Written: ${service.filePath}`)
  }
  if (system === 'linux' && !existsSync('/run/systemd/system')) {
    say('systemd does not run here: start the agent in another way, with "holdfast-agent run".')
    return 0
  }
  // One that is there already is replaced.
  if (system === 'mac') for (const step of service.uninstall) attempt(step)
  for (const step of service.install) {
    const problem = attempt(step)
    if (problem !== null) return refuse(say, `"${step.join(' ')}" failed: ${problem}`)
  }
  say('The service runs, and starts with this computer.')
  return 0
}

export function runUninstall(command: Extract<Command, { name: 'uninstall' }>, folder: StateFolder, say: Say): number {
  const service = define(thisSystem(), folder, null)
  const isInstalled = service.filePath !== null && existsSync(service.filePath)
  if (isInstalled && !isAdministrator())
    return refuse(say, 'Only root (an administrator) can remove the service. Use sudo.')
  if (isInstalled && service.filePath !== null) {
    for (const step of service.uninstall.slice(0, 1)) attempt(step)
    rmSync(service.filePath, { force: true })
    for (const step of service.uninstall.slice(1)) attempt(step)
  }
  say(isInstalled ? 'The service was removed.' : 'There was no service.')
  if (!command.purges) {
    say(`What the agent remembers stays in ${folder.root}; --purge removes it too.`)
    return 0
  }
  if (existsSync(folder.lock) && isLockHeld(folder)) {
    return refuse(say, `An agent still runs over ${folder.root}; nothing was removed from it. Stop it first.`)
  }
  rmSync(folder.root, { recursive: true, force: true })
  say(`${folder.root} was removed.`)
  return 0
}

function define(system: ServiceSystem, folder: StateFolder, resticPath: string | null): ServiceDefinition {
  const [, script = ''] = process.argv
  return defineService(system, {
    nodePath: process.execPath,
    agentPath: realpathSync(script),
    stateRoot: folder.root,
    resticPath,
  })
}

function describeSteps(service: ServiceDefinition): string {
  const steps = service.install.map((step) => step.join(' ')).join('; ')
  return service.filePath === null ? `Then: ${steps}` : `Written to ${service.filePath}, then: ${steps}`
}

function thisSystem(): ServiceSystem {
  return process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'mac' : 'linux'
}

function isAdministrator(): boolean {
  return process.platform === 'win32' || process.getuid?.() === 0
}

/** Null: it went well. */
function attempt([program = '', ...args]: string[]): string | null {
  try {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 90_000 })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function refuse(say: Say, message: string): number {
  say(message)
  return 1
}
