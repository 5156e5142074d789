/** What the scheduler must not forget: the state of each job, and which commands of the console were carried out. */
import { z } from 'zod'
import { type JobState, jobState } from '../jobs/job-state.ts'
import { readJson, writeJson } from './durable-file.ts'
import type { StateFolder } from './state-folder.ts'

const doneCommand = z.object({
  commandUid: z.string(),
  outcome: z.enum(['done', 'refused']),
  message: z.string().nullable(),
})
export type DoneCommand = z.infer<typeof doneCommand>

const stored = z.object({ jobs: z.record(z.string(), jobState), commands: z.array(doneCommand) })

/** The console repeats a command for a minute; this is more than anybody presses buttons in that time. */
const MOST_COMMANDS = 500

export class SchedulerStore {
  readonly #path: string
  readonly #onProblem: (message: string) => void
  #jobs: Record<string, JobState>
  #commands: DoneCommand[]
  #written: string

  constructor(folder: StateFolder, onProblem: (message: string) => void) {
    this.#path = folder.scheduler
    this.#onProblem = onProblem
    const found = readJson(this.#path, stored) ?? { jobs: {}, commands: [] }
    this.#jobs = found.jobs
    this.#commands = found.commands
    this.#written = JSON.stringify(found)
  }

  get(jobUid: string): JobState | undefined {
    return this.#jobs[jobUid]
  }

  set(jobUid: string, state: JobState): void {
    this.#jobs[jobUid] = state
  }

  keepOnly(jobUids: ReadonlySet<string>): void {
    this.#jobs = Object.fromEntries(Object.entries(this.#jobs).filter(([jobUid]) => jobUids.has(jobUid)))
  }

  findCommand(commandUid: string): DoneCommand | undefined {
    return this.#commands.find((command) => command.commandUid === commandUid)
  }

  addCommand(command: DoneCommand): void {
    this.#commands = [...this.#commands, command].slice(-MOST_COMMANDS)
  }

  /** Writes what has changed since the last time. */
  save(): void {
    const content = { jobs: this.#jobs, commands: this.#commands }
    const text = JSON.stringify(content)
    if (text === this.#written) return
    try {
      writeJson(this.#path, content)
      this.#written = text
    } catch (error) {
      this.#onProblem(
        `${this.#path} cannot be written (${error instanceof Error ? error.message : String(error)}). Make room on the disk.`,
      )
    }
  }
}
