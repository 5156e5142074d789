/**
 * restic processes that outlived their agent, a kill -9 of it for example. They are known by their process id and the
 * time at which the system started them, so that an id that is used again is not taken for them.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { readJson, writeJson } from '../state/durable-file.ts'
import type { StateFolder } from '../state/state-folder.ts'

const tracked = z.array(z.object({ pid: z.int(), startMark: z.string() }))
type Tracked = z.infer<typeof tracked>[number]

const INTERRUPT_GRACE_MS = 15_000
const LOOK_EVERY_MS = 100

export class ProcessTracker {
  readonly #folder: StateFolder
  #processes: Tracked[] = []

  constructor(folder: StateFolder) {
    this.#folder = folder
  }

  /** Remembers a process that has just started; the answer forgets it. */
  track(pid: number): () => void {
    const startMark = readStartMark(pid)
    if (startMark === null) return () => {}
    const entry = { pid, startMark }
    this.#save([...this.#processes, entry])
    return () => this.#save(this.#processes.filter((other) => other !== entry))
  }

  /** Ends what an earlier agent over this state folder has left running; tells how many there were. */
  async endLeftProcesses(): Promise<number> {
    const left = (readJson(this.#folder.runningProcess, tracked) ?? []).filter(isSame)
    for (const entry of left) await endProcess(entry)
    rmSync(this.#folder.runningProcess, { force: true })
    return left.length
  }

  #save(processes: Tracked[]): void {
    this.#processes = processes
    try {
      writeJson(this.#folder.runningProcess, processes)
    } catch {
      // A full disk: then nothing is ended after a crash, which restic's own lock makes up for.
    }
  }
}

async function endProcess(entry: Tracked): Promise<void> {
  send(entry.pid, 'SIGINT')
  for (let waitedMs = 0; waitedMs < INTERRUPT_GRACE_MS && isSame(entry); waitedMs += LOOK_EVERY_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  if (isSame(entry)) send(entry.pid, 'SIGKILL')
}

function isSame({ pid, startMark }: Tracked): boolean {
  return readStartMark(pid) === startMark
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended.
  }
}

/** Null: there is no such process, it has ended and waits for its parent, or the system does not tell. */
export function readStartMark(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // Behind the program's name, which is in parentheses and may hold anything: state, …, start time (field 22).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' ? null : `${boot} ${fields[19]}`
    }
    if (process.platform === 'win32') return null
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 5000 }).trim() || null
  } catch {
    return null
  }
}
