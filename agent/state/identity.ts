/** Who this agent is to its console, and the credential that proves it. */
import { rmSync } from 'node:fs'
import { z } from 'zod'
import { readJson, writeJson } from './durable-file.ts'
import type { StateFolder } from './state-folder.ts'

const common = { url: z.url(), machineUid: z.uuid(), tag: z.string().nullable() }

const identity = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('enrolled'),
    ...common,
    companyUid: z.uuid(),
    managementAgentUid: z.uuid(),
    backupAgentUid: z.uuid(),
    credential: z.string(),
    /** Why the console no longer accepts the credential; null while it does. */
    revokedReason: z.string().nullable(),
  }),
  z.object({
    state: z.literal('unverified'),
    ...common,
    unverifiedUid: z.uuid(),
    pollSecret: z.string(),
    retryAfterSeconds: z.number(),
    /** Whose agent it was before, if any. */
    formerCompanyUid: z.string().nullable(),
  }),
])
export type Identity = z.infer<typeof identity>
export type EnrolledIdentity = Extract<Identity, { state: 'enrolled' }>
export type UnverifiedIdentity = Extract<Identity, { state: 'unverified' }>

export function readIdentity(folder: StateFolder): Identity | null {
  return readJson(folder.identity, identity)
}

export function writeIdentity(folder: StateFolder, value: Identity): void {
  writeJson(folder.identity, value)
}

/** Whose jobs and results the folder holds; null: nobody's. */
export function findCompany(known: Identity | null): string | null {
  if (known === null) return null
  return known.state === 'enrolled' ? known.companyUid : known.formerCompanyUid
}

/** Jobs, credentials and results of another company must not reach the one that this computer joins now. */
export function forgetWork(folder: StateFolder): void {
  for (const path of [folder.jobs, folder.scheduler, folder.journal, folder.access, folder.status])
    rmSync(path, { force: true })
}

export function forgetIdentity(folder: StateFolder): void {
  rmSync(folder.identity, { force: true })
}
