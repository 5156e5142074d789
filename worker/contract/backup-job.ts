/**
 * What a backup job is, in the terms of the agent that runs it. The Company object keeps it beside the wire form of the
 * v3 API, and hands it to the agent; `worker/features/jobs` translates between the two.
 */
import { z } from 'zod'

const uid = z.uuid()
/** Local wall-clock time of day, 24 h. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

export const weekday = z.enum(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])
export type Weekday = z.infer<typeof weekday>

/** Wall-clock schedules are read in the job's time zone. */
export const schedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('notScheduled') }),
  z.object({ kind: z.literal('daily'), timeOfDay, days: z.array(weekday).min(1) }),
  z.object({
    kind: z.literal('monthly'),
    timeOfDay,
    /** A day of the month (clipped to its last day), or a weekday of a week of the month. */
    on: z.union([
      z.object({ day: z.int().min(1).max(31) }),
      z.object({ day: z.literal('last') }),
      z.object({ week: z.enum(['first', 'second', 'third', 'fourth', 'last']), weekday }),
    ]),
    /** 1 = January; at least one. */
    months: z.array(z.int().min(1).max(12)).min(1),
  }),
  z.object({
    kind: z.literal('periodically'),
    /** Counted from local midnight. */
    everyMinutes: z.int().min(1).max(1440),
    /** Hours in which a run may start, per weekday, hours 0-23; absent: any. */
    allowedHours: z.partialRecord(weekday, z.array(z.int().min(0).max(23))).optional(),
  }),
  z.object({ kind: z.literal('continuously') }),
])
export type Schedule = z.infer<typeof schedule>

export const retention = z.object({
  keepLast: z.int().min(1).max(999).optional(),
  keepDays: z.int().min(1).max(9999).optional(),
  keepWeekly: z.int().min(1).max(9999).optional(),
  keepMonthly: z.int().min(1).max(999).optional(),
  keepYearly: z.int().min(1).max(999).optional(),
})
export type Retention = z.infer<typeof retention>

export const jobScript = z.object({
  /** File name as given; its extension says what runs it (sh, or bat, cmd, ps1 on Windows). */
  fileName: z.string().min(1).max(255),
  content: z.string().max(65_536),
})

export const backupJob = z.object({
  jobUid: uid,
  /** Grows with every change of the job. */
  rev: z.int(),
  name: z.string(),
  isEnabled: z.boolean(),
  source: z.object({
    /** Absolute paths; an entire computer is its roots. */
    paths: z.array(z.string().min(1)).min(1),
    /** restic exclude patterns. */
    excludes: z.array(z.string().min(1)),
    /** When given, only files whose name matches one of these masks are backed up. */
    includeMasks: z.array(z.string().min(1)),
    isOneFileSystem: z.boolean(),
  }),
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('repository'), backupResourceUid: uid }),
    z.object({ kind: z.literal('localFolder'), path: z.string().min(1) }),
  ]),
  schedule,
  /** IANA name. */
  timeZone: z.string(),
  retry: z.object({ count: z.int().min(0).max(100), waitMinutes: z.int().min(1).max(1440) }).nullable(),
  retention,
  compression: z.enum(['auto', 'off', 'max']),
  scripts: z.object({ pre: jobScript.optional(), post: jobScript.optional() }),
  /** KiB per second; absent: no limit. */
  uploadLimitKib: z.int().min(1).optional(),
})
export type BackupJob = z.infer<typeof backupJob>
