/** A computer of a company with the real agent and one job, as an administrator sets it up over REST. */
import { join } from 'node:path'
import { distFolder } from '../../scripts/build/sources.ts'
import { getRestic } from '../../scripts/get-restic.ts'
import { type BackupSession, backupSession } from '../../worker/contract/backup-sessions/backup-sessions.ts'
import { linuxJobConfigurationAnswer } from '../../worker/contract/infrastructure/backup-agent-jobs.ts'
import { backupAgent } from '../../worker/contract/infrastructure/backup-agents.ts'
import {
  repository,
  repositoryCredentials,
  repositoryPassword,
} from '../../worker/contract/repositories/repositories.ts'
import { anAgentProcess } from './agent-process.ts'
import type { TestConsole } from './console.ts'
import { many, one, type RestAnswer, restClient } from './rest-client.ts'
import { type StockRestic, stockRestic } from './stock-restic.ts'
import { anEnrolmentToken, aTenancy } from './tenancy.ts'
import { until } from './until.ts'

export const AGENT_BUNDLE = join(distFolder, 'agent', 'holdfast-agent.mjs')

export type BackupComputer = Awaited<ReturnType<typeof aBackupComputer>>

export interface BackupComputerOptions {
  /** Of the job, made by the caller. */
  sourceFolder: string
  /** Members of the job's configuration beside source and target. */
  job?: object
}

export async function aBackupComputer(holdfast: TestConsole, { sourceFolder, job = {} }: BackupComputerOptions) {
  const admin = restClient(holdfast.url, await holdfast.token())
  const tenancy = await aTenancy(holdfast.url, admin, 'Acme')
  const agent = anAgentProcess({ program: AGENT_BUNDLE })
  await agent.enrol(holdfast.url, await anEnrolmentToken(admin, { organizationUid: tenancy.companyUid }))
  agent.start()
  const { instanceUid: backupAgentUid } = await until('the console lists the backup agent', async () =>
    many(backupAgent, await admin.get('/infrastructure/backupAgents')).at(0),
  )
  const jobsPath = `/infrastructure/backupAgents/linux/${backupAgentUid}/jobs`
  const { instanceUid: jobUid } = one(
    linuxJobConfigurationAnswer,
    await admin.post(`${jobsPath}/configuration`, {
      name: 'Everything',
      operationMode: 'Server',
      jobConfiguration: {
        backupSource: { backupMode: 'FilesFolders', fileLevelOptions: { directories: [sourceFolder] } },
        backupTarget: { targetType: 'CloudRepository' },
        ...job,
      },
    }),
  )
  const sessionsPath = `/backupJobs/${jobUid}/sessions`

  /** Every session that the console knows, newest first. */
  async function listSessions(): Promise<BackupSession[]> {
    return many(backupSession, await admin.get(sessionsPath, { limit: 500 }))
  }

  /** Starts the job as soon as the agent is connected, and gives the session that begins. */
  async function startJob(): Promise<BackupSession> {
    const known = new Set((await listSessions()).map(({ instanceUid }) => instanceUid))
    let answer: RestAnswer | undefined
    const describe = () => `Last answer: ${answer?.status} ${answer?.text}\nThe agent said:\n${agent.output()}`
    await until(
      'the job is started',
      async () => {
        answer = await admin.call('POST', `${jobsPath}/${jobUid}/start`)
        return answer.status === 200 || undefined
      },
      { describe },
    )
    return await until(
      'the session begins',
      async () => (await listSessions()).find(({ instanceUid }) => !known.has(instanceUid)),
      { describe },
    )
  }

  async function untilEnded(sessionUid: string): Promise<BackupSession> {
    let last: BackupSession | undefined
    return await until(
      'the session ends',
      async () => {
        last = (await listSessions()).find(({ instanceUid }) => instanceUid === sessionUid)
        return last !== undefined && last.endTime !== null ? last : undefined
      },
      { withinMs: 600_000, describe: () => `Last seen: ${JSON.stringify(last)}\nThe agent said:\n${agent.output()}` },
    )
  }

  return {
    admin,
    agent,
    tenancy,
    backupAgentUid,
    jobUid,
    jobPath: `${jobsPath}/${jobUid}`,
    sessionsPath,
    listSessions,
    startJob,
    untilEnded,
    backUp: async () => await untilEnded((await startJob()).instanceUid),
    /** Of the job; made by its first backup. */
    findRepositoryUid: async () => {
      const [found] = many(repository, await admin.get('/repositories'))
      if (found === undefined) throw new Error('The backup made no repository')
      return found.instanceUid
    },
    /** A stock restic with what an administrator is given to use one: a credential and the escrowed password. */
    recoverWithStockRestic: async (repositoryUid: string): Promise<StockRestic> => {
      const path = `/repositories/${repositoryUid}`
      const issued = await admin.post(`${path}/credentials`, { access: 'full', hours: 4 })
      const { url, userName, password } = one(repositoryCredentials, issued)
      const revealed = one(repositoryPassword, await admin.post(`${path}/password`))
      const credential = { repositoryUid, address: url.replace(/^rest:/, ''), userName, password }
      return stockRestic(getRestic().path, credential, { password: revealed.password })
    },
  }
}
