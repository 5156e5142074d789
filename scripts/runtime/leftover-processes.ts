import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { Refusal } from './refusal.ts'
import type { RunningConsole } from './state-folder.ts'

const isWindows = process.platform === 'win32'

/** How long a port may take to come free after its holder was ended. */
const PORT_WAIT_MS = 5_000
const PORT_RETRY_MS = 100

interface SystemProcess {
  readonly pid: number
  readonly groupId: number
  readonly command: string
}

/**
 * Ends what an earlier console of the same state folder left behind: a runtime whose console was killed alone would go
 * on writing to the data. Only the runtime's own program counts, and only if it has the folder's files open (or, where
 * that cannot be seen, is of the dead console's process group), so that nobody else's process is ever hit.
 */
export function endLeftovers(folder: string, previous: RunningConsole | undefined): void {
  if (isWindows) return
  for (const { pid, groupId, command } of listProcesses()) {
    if (!isRuntime(command)) continue
    if (process.platform === 'linux' ? !hasOpenFileBelow(pid, folder) : groupId !== previous?.pid) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

const isRuntime = (command: string) => /\bworkerd\b/.test(command)

function hasOpenFileBelow(pid: number, folder: string): boolean {
  return openFilesOf(pid).some((file) => file.startsWith(`${folder}/`))
}

function openFilesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  } catch {
    return []
  }
}

/** Stops with a sentence when somebody else listens on the port. */
export async function requireFreePort(port: number): Promise<void> {
  const deadline = performance.now() + PORT_WAIT_MS
  while (await isListening(port)) {
    const holder = findListener(port)
    // A console that is just ending gives its port back in a moment; any other program keeps it.
    if (performance.now() > deadline || (holder && !isRuntime(holder.command))) {
      throw new Refusal(describeTakenPort(port, holder))
    }
    await new Promise((done) => setTimeout(done, PORT_RETRY_MS))
  }
}

function describeTakenPort(port: number, holder: SystemProcess | undefined): string {
  const other = `start this one on another with PORT=${port === 65_535 ? port - 1 : port + 1}`
  if (!holder) return `Port ${port} is taken by another program. Stop it, or ${other}.`
  if (!isRuntime(holder.command)) {
    return `Port ${port} is taken by process ${holder.pid} (${holder.command.slice(0, 80)}). Stop it, or ${other}.`
  }
  const isOrphan = !listProcesses().some((candidate) => candidate.pid === holder.groupId)
  return isOrphan
    ? `Port ${port} is held by a runtime (process ${holder.pid}) whose console is gone. End it with \`kill ${holder.pid}\`, or ${other}.`
    : `Port ${port} is taken by another console (process ${holder.groupId}). Stop that one, or ${other} and another HOLDFAST_STATE.`
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function listProcesses(): SystemProcess[] {
  if (process.platform === 'linux') return listLinuxProcesses()
  try {
    return execFileSync('ps', ['-A', '-o', 'pid=,pgid=,command='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
      .flatMap((match) =>
        match ? [{ pid: Number(match[1]), groupId: Number(match[2]), command: match[3] ?? '' }] : [],
      )
  } catch {
    return []
  }
}

function listLinuxProcesses(): SystemProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        // The second field, the program's name in brackets, may hold spaces; the group is the third one after it.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        if (fields[0] === 'Z') return []
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        return [{ pid: Number(name), groupId: Number(fields[2]), command }]
      } catch {
        return []
      }
    })
}

/** The process that listens on the port, as far as this system and this user may know it. */
function findListener(port: number): SystemProcess | undefined {
  if (process.platform !== 'linux') return undefined
  const localAddress = new RegExp(`:${port.toString(16).toUpperCase().padStart(4, '0')} 0+:0000 0A `)
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => {
      try {
        return readFileSync(file, 'utf8').split('\n')
      } catch {
        return []
      }
    })
    .filter((line) => localAddress.test(line))
    .map((line) => `socket:[${line.trim().split(/\s+/)[9]}]`)
  return listLinuxProcesses().find(({ pid }) => openFilesOf(pid).some((file) => inodes.includes(file)))
}
