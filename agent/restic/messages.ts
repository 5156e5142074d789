/**
 * What restic says under --json. Status and summary come on stdout; errors on stderr, as JSON or, by version and kind,
 * as plain text, so both streams are read line by line and a line that is no known JSON is text.
 */
import { z } from 'zod'

const count = z.number().catch(0)

const message = z.discriminatedUnion('message_type', [
  z.object({
    message_type: z.literal('status'),
    percent_done: count,
    total_files: count,
    files_done: count,
    total_bytes: count,
    bytes_done: count,
    current_files: z.array(z.string()).nullish(),
  }),
  z.object({
    message_type: z.literal('summary'),
    files_new: count,
    files_changed: count,
    files_unmodified: count,
    /** Before compression. */
    data_added: count,
    /** As stored; from 0.17 on. */
    data_added_packed: z.number().optional(),
    total_files_processed: count,
    total_bytes_processed: count,
    snapshot_id: z.string().optional(),
  }),
  z.object({
    message_type: z.literal('error'),
    error: z.looseObject({ message: z.string().optional() }).nullish(),
    during: z.string().optional(),
    item: z.string().optional(),
  }),
  z.object({ message_type: z.literal('exit_error'), code: z.number(), message: z.string() }),
])

export interface BackupSummary {
  /** Full 64-character id; null when restic made no snapshot. */
  snapshotId: string | null
  filesNew: number
  filesChanged: number
  filesUnmodified: number
  filesCount: number
  bytesProcessed: number
  bytesAdded: number
}

export type ResticMessage =
  | {
      kind: 'status'
      percent: number
      filesDone: number
      filesTotal: number
      bytesDone: number
      bytesTotal: number
      currentFile: string | null
    }
  | { kind: 'summary'; summary: BackupSummary }
  | { kind: 'fileError'; item: string | null; message: string }
  | { kind: 'exitError'; message: string }
  | { kind: 'text'; text: string }

export function parseResticLine(line: string): ResticMessage {
  if (!line.startsWith('{')) return { kind: 'text', text: line }
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return { kind: 'text', text: line }
  }
  const parsed = message.safeParse(json)
  if (!parsed.success) return { kind: 'text', text: line }
  const found = parsed.data
  switch (found.message_type) {
    case 'status':
      return {
        kind: 'status',
        percent: Math.min(100, Math.max(0, found.percent_done * 100)),
        filesDone: found.files_done,
        filesTotal: found.total_files,
        bytesDone: found.bytes_done,
        bytesTotal: found.total_bytes,
        currentFile: found.current_files?.[0] ?? null,
      }
    case 'summary':
      return {
        kind: 'summary',
        summary: {
          snapshotId: /^[0-9a-f]{64}$/.test(found.snapshot_id ?? '') ? (found.snapshot_id ?? null) : null,
          filesNew: found.files_new,
          filesChanged: found.files_changed,
          filesUnmodified: found.files_unmodified,
          filesCount: found.total_files_processed,
          bytesProcessed: found.total_bytes_processed,
          bytesAdded: found.data_added_packed ?? found.data_added,
        },
      }
    case 'error':
      return { kind: 'fileError', item: found.item || null, message: found.error?.message || 'unknown error' }
    case 'exit_error':
      return { kind: 'exitError', message: found.message }
  }
}

const snapshotList = z.array(
  z.object({
    id: z.string().regex(/^[0-9a-f]{64}$/),
    time: z.string(),
    paths: z.array(z.string()).nullish(),
    /** From 0.17 on. */
    summary: z
      .object({
        total_bytes_processed: z.number().optional(),
        data_added: z.number().optional(),
        data_added_packed: z.number().optional(),
        total_files_processed: z.number().optional(),
      })
      .nullish(),
  }),
)
const forgetReport = z.array(z.object({ keep: snapshotList.nullish(), remove: snapshotList.nullish() }))

export interface ResticSnapshot {
  snapshotId: string
  at: number
  paths: string[]
  sourceBytes?: number
  addedBytes?: number
  filesCount?: number
}

/** Output of `snapshots --json`; null when it is none. */
export function parseSnapshots(output: string): ResticSnapshot[] | null {
  const parsed = snapshotList.nullable().safeParse(parseJson(output))
  return parsed.success ? (parsed.data ?? []).map(toSnapshot) : null
}

/** Output of `forget --json`: what it kept, and how many it meant to remove; null when it is none. */
export function parseForgetReport(output: string): { kept: ResticSnapshot[]; removedCount: number } | null {
  const parsed = forgetReport.nullable().safeParse(parseJson(output))
  if (!parsed.success) return null
  const groups = parsed.data ?? []
  return {
    kept: groups.flatMap((group) => (group.keep ?? []).map(toSnapshot)),
    removedCount: groups.reduce((sum, group) => sum + (group.remove?.length ?? 0), 0),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toSnapshot({ id, time, paths, summary }: z.infer<typeof snapshotList>[number]): ResticSnapshot {
  const addedBytes = summary?.data_added_packed ?? summary?.data_added
  return {
    snapshotId: id,
    at: Math.max(0, Date.parse(time) || 0),
    paths: paths ?? [],
    ...(summary?.total_bytes_processed === undefined ? {} : { sourceBytes: summary.total_bytes_processed }),
    ...(addedBytes === undefined ? {} : { addedBytes }),
    ...(summary?.total_files_processed === undefined ? {} : { filesCount: summary.total_files_processed }),
  }
}
