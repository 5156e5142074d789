/** `holdfast-agent run`: the agent until it is told to end. */
import { Agent } from '../agent.ts'
import type { Command } from '../arguments.ts'
import type { Log } from '../log.ts'
import { type EnrolledIdentity, readIdentity } from '../state/identity.ts'
import { acquireLock } from '../state/lock.ts'
import { prepareStateFolder, type StateFolder } from '../state/state-folder.ts'
import { waitForAcceptance } from './enrol.ts'

/** Nothing changes by starting again: the service manager is told not to. */
export const EXIT_NEEDS_A_PERSON = 78
/** Longer than restic and scripts get to end; a service manager waits a little longer still. */
const STOP_WITHIN_MS = 45_000

export async function runAgent(
  command: Extract<Command, { name: 'run' }>,
  folder: StateFolder,
  log: Log,
): Promise<number> {
  const prepared = prepareStateFolder(folder)
  if (!prepared.ok) {
    log('error', prepared.failure)
    return 1
  }
  const lock = acquireLock(folder)
  if (!lock.ok) {
    log('error', `Another agent runs over ${folder.root} already.`)
    return 1
  }
  const ending = listenForEnd(log)
  try {
    const identity = await findIdentity(folder, log, ending.signal)
    if (identity === null) return ending.signal.aborted ? 0 : EXIT_NEEDS_A_PERSON
    return await runUntilEnd(command, folder, identity, log, ending)
  } finally {
    lock.value.release()
  }
}

async function runUntilEnd(
  command: Extract<Command, { name: 'run' }>,
  folder: StateFolder,
  identity: EnrolledIdentity,
  log: Log,
  ending: AbortController,
): Promise<number> {
  let wasRevoked = false
  const agent = new Agent({
    folder,
    identity,
    givenRestic: command.restic,
    log,
    onRevoked: () => {
      wasRevoked = true
      ending.abort()
    },
  })
  await agent.start()
  if (!ending.signal.aborted) await new Promise((resolve) => ending.signal.addEventListener('abort', resolve))
  const timer = setTimeout(() => {
    log('error', 'A backup did not end in time; the agent ends without it.')
    process.exit(1)
  }, STOP_WITHIN_MS)
  await agent.stop()
  clearTimeout(timer)
  log('info', 'The agent has ended.')
  return wasRevoked ? EXIT_NEEDS_A_PERSON : 0
}

async function findIdentity(folder: StateFolder, log: Log, abort: AbortSignal): Promise<EnrolledIdentity | null> {
  const identity = readIdentity(folder)
  if (identity === null) {
    log('error', 'This computer is not enrolled. Run: holdfast-agent enrol --url ADDRESS')
    return null
  }
  if (identity.state === 'unverified') {
    log('info', `Waiting to be accepted at ${identity.url}.`)
    const accepted = await waitForAcceptance(identity, folder, (message) => log('warning', message), abort)
    if (accepted.ok) return accepted.value
    log('error', accepted.failure)
    return null
  }
  if (identity.revokedReason === null) return identity
  log('error', `${identity.revokedReason} Enrol this computer again: holdfast-agent enrol --url ${identity.url}`)
  return null
}

function listenForEnd(log: Log): AbortController {
  const ending = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!ending.signal.aborted) log('info', `${signal}: the agent ends; running backups are stopped.`)
      ending.abort()
    })
  }
  return ending
}
