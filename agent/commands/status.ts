/** `holdfast-agent status`: how things are, what is wrong, and what comes next. */

import { existsSync } from 'node:fs'
import { formatResticVersion } from '../../domain/restic-version.ts'
import { describeSchedule } from '../../domain/schedule.ts'
import type { Command } from '../arguments.ts'
import { nextRunOf } from '../jobs/job-state.ts'
import { findRestic } from '../restic/find.ts'
import { readIdentity } from '../state/identity.ts'
import { readJobList } from '../state/job-cache.ts'
import { isLockHeld } from '../state/lock.ts'
import { SchedulerStore } from '../state/scheduler-store.ts'
import type { StateFolder } from '../state/state-folder.ts'
import { type AgentStatus, readStatusFile } from '../state/status-file.ts'
import { AGENT_VERSION } from '../version.ts'

const SYSTEM_STATE = '/var/lib/holdfast-agent'

type Running = AgentStatus['running'][number]

export interface StatusReport {
  agentVersion: string
  stateFolder: string
  isRunning: boolean
  pid: number | null
  enrolment: {
    state: 'enrolled' | 'unverified' | 'revoked' | 'none'
    url: string | null
    managementAgentUid: string | null
    companyUid: string | null
  }
  connection: AgentStatus['connection'] | null
  restic: AgentStatus['restic']
  jobs: {
    jobUid: string
    name: string
    isEnabled: boolean
    schedule: string
    timeZone: string
    nextRunAt: string | null
    running: { phase: string; percent: number; startedAt: string } | null
    last: { result: string; startedAt: string; finishedAt: string; message: string | null } | null
  }[]
  journalBacklog: number
  problems: string[]
}

export async function runStatus(command: Extract<Command, { name: 'status' }>, folder: StateFolder): Promise<number> {
  const report = await collectStatus(folder, Date.now())
  process.stdout.write(command.isJson ? `${JSON.stringify(report, null, 2)}\n` : formatStatus(report))
  return command.isCheck && report.problems.length > 0 ? 1 : 0
}

export async function collectStatus(folder: StateFolder, now: number): Promise<StatusReport> {
  const identity = readIdentity(folder)
  const isRunning = existsSync(folder.lock) && isLockHeld(folder)
  const status = readStatusFile(folder)
  const live = isRunning ? status : null
  const revokedReason = identity?.state === 'enrolled' ? identity.revokedReason : null
  const enrolmentState = identity === null ? 'none' : revokedReason === null ? identity.state : 'revoked'
  const report: StatusReport = {
    agentVersion: AGENT_VERSION,
    stateFolder: folder.root,
    isRunning,
    pid: live?.pid ?? null,
    enrolment: {
      state: enrolmentState,
      url: identity?.url ?? null,
      managementAgentUid: identity?.state === 'enrolled' ? identity.managementAgentUid : null,
      companyUid: identity?.state === 'enrolled' ? identity.companyUid : null,
    },
    connection: live?.connection ?? null,
    restic: live?.restic ?? (await lookForRestic(folder)),
    jobs: listJobs(folder, live?.running ?? [], now),
    journalBacklog: status?.journalBacklog ?? 0,
    problems: [],
  }
  report.problems = [
    ...(enrolmentState === 'none' ? [explainAbsence(folder)] : []),
    ...(enrolmentState === 'unverified'
      ? ['This computer waits to be accepted by an administrator of the console.']
      : []),
    ...(revokedReason === null ? [] : [`${revokedReason} Enrol it again: holdfast-agent enrol`]),
    ...(isRunning || enrolmentState === 'none'
      ? []
      : ['The agent does not run: no backup will. Start it: systemctl start holdfast-agent']),
    ...(live?.connection.state === 'waiting' ? [`Not connected to the console: ${live.connection.reason}`] : []),
    ...(report.restic.problem === null ? [] : [report.restic.problem]),
    ...(live?.problems ?? []),
    ...report.jobs.flatMap(({ name, last }) =>
      last?.result === 'Failed' ? [`Job "${name}" failed: ${last.message}`] : [],
    ),
  ]
  return report
}

/** The service of the whole computer has its state where other users cannot look. */
function explainAbsence(folder: StateFolder): string {
  const isForUser = folder.isDefault && process.platform !== 'win32' && process.getuid?.() !== 0
  if (isForUser && existsSync(SYSTEM_STATE))
    return `The agent of this computer keeps its state in ${SYSTEM_STATE}: use sudo.`
  return 'This computer is not enrolled. Run: holdfast-agent enrol --url ADDRESS'
}

async function lookForRestic(folder: StateFolder): Promise<AgentStatus['restic']> {
  const found = await findRestic({
    given: process.env.HOLDFAST_RESTIC || null,
    programsFolder: folder.programs,
    pathVariable: process.env.PATH ?? '',
  })
  if (!found.ok) return { path: null, version: null, problem: found.failure }
  return { path: found.value.path, version: formatResticVersion(found.value.version), problem: null }
}

function listJobs(folder: StateFolder, running: readonly Running[], now: number): StatusReport['jobs'] {
  const store = new SchedulerStore(folder, () => {})
  return readJobList(folder).jobs.map((job) => {
    const state = store.get(job.jobUid)
    const next = nextRunOf(job, state, now)
    const session = running.find(({ jobUid }) => jobUid === job.jobUid)
    return {
      jobUid: job.jobUid,
      name: job.name,
      isEnabled: job.isEnabled,
      schedule: describeSchedule(job.schedule),
      timeZone: job.timeZone,
      nextRunAt: next === null ? null : new Date(next).toISOString(),
      running: session
        ? { phase: session.phase, percent: session.percent, startedAt: new Date(session.startedAt).toISOString() }
        : null,
      last: state?.last
        ? {
            result: state.last.result,
            startedAt: new Date(state.last.startedAt).toISOString(),
            finishedAt: new Date(state.last.finishedAt).toISOString(),
            message: state.last.message,
          }
        : null,
    }
  })
}

export function formatStatus(report: StatusReport): string {
  const { enrolment, connection, restic } = report
  const lines = [
    `holdfast-agent ${report.agentVersion} · ${report.isRunning ? `running (process ${report.pid})` : 'not running'}`,
    `Console     ${enrolment.url ?? '–'} · ${enrolment.state}${connection ? ` · ${connection.state}` : ''}`,
    `restic      ${restic.version === null ? '–' : `${restic.version} (${restic.path})`}`,
    `State       ${report.stateFolder}`,
    `Unsent      ${report.journalBacklog} ${report.journalBacklog === 1 ? 'result' : 'results'}`,
    '',
    report.jobs.length === 0 ? 'No jobs.' : 'Jobs',
    ...report.jobs.flatMap(formatJob),
  ]
  if (report.problems.length > 0) lines.push('', 'What is wrong', ...report.problems.map((problem) => `  ! ${problem}`))
  return `${lines.join('\n')}\n`
}

function formatJob(job: StatusReport['jobs'][number]): string[] {
  const now = job.running ? ` · ${job.running.phase} ${Math.floor(job.running.percent)} %` : ''
  const last = job.last ? `${job.last.result}, ${formatTime(job.last.finishedAt)}` : 'never run'
  const next = job.nextRunAt === null ? '–' : formatTime(job.nextRunAt)
  return [
    `  ${job.name}${job.isEnabled ? '' : ' (disabled)'}${now}`,
    `      ${job.schedule} · next ${next} · last ${last}`,
    ...(job.last?.message ? [`      ${job.last.message}`] : []),
  ]
}

function formatTime(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
}
