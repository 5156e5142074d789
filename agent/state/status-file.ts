/** What `holdfast-agent status` shows of a running agent; written by it, read by anybody who may read its folder. */
import { renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { readJson } from './durable-file.ts'
import type { StateFolder } from './state-folder.ts'

const running = z.object({
  sessionUid: z.string(),
  jobUid: z.string(),
  startedAt: z.number(),
  phase: z.string(),
  percent: z.number(),
})
export const agentStatus = z.object({
  agentVersion: z.string(),
  pid: z.number(),
  startedAt: z.number(),
  updatedAt: z.number(),
  connection: z.object({
    state: z.enum(['connecting', 'connected', 'waiting', 'stopped']),
    since: z.number(),
    reason: z.string().nullable(),
    nextTryAt: z.number().nullable(),
  }),
  restic: z.object({ path: z.string().nullable(), version: z.string().nullable(), problem: z.string().nullable() }),
  running: z.array(running),
  journalBacklog: z.number(),
  /** What is wrong with the agent's own files and jobs. */
  problems: z.array(z.string()),
})
export type AgentStatus = z.infer<typeof agentStatus>

export function readStatusFile(folder: StateFolder): AgentStatus | null {
  return readJson(folder.status, agentStatus)
}

/** Not flushed: it is rewritten often, and a lost one is no loss. */
export function writeStatusFile(folder: StateFolder, status: AgentStatus): void {
  const draft = `${folder.status}.part`
  try {
    writeFileSync(draft, `${JSON.stringify(status)}\n`, { mode: 0o600 })
    renameSync(draft, folder.status)
  } catch {
    // A full disk: said elsewhere.
  }
}
