/** What disabling, deleting and restoring a company mean for a computer that backs up, with the real agent and restic. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getRestic } from '../../scripts/get-restic.ts'
import { managementAgent } from '../../worker/contract/infrastructure/management-agents.ts'
import { repositoryCredentials } from '../../worker/contract/repositories/repositories.ts'
import { aBackupComputer, type BackupComputer } from '../support/backup-computer.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { many, one } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let holdfast: TestConsole
let computer: BackupComputer
let folder: string
const slowFile = () => join(folder, 'slow')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-life-'))
  mkdirSync(join(folder, 'source'))
  writeFileSync(join(folder, 'source/file'), 'content')
  holdfast = await startConsole()
  computer = await aBackupComputer(holdfast, { sourceFolder: join(folder, 'source') })
  await computer.agent.stop()
  computer.agent.environment.HOLDFAST_RESTIC = aResticThatCanWait()
  computer.agent.start()
})
afterAll(async () => {
  await computer?.agent.dispose()
  await holdfast?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** A backup waits for as long as the file is there. */
function aResticThatCanWait(): string {
  const path = join(folder, 'restic')
  const lines = [
    '#!/bin/sh',
    `case " $* " in *" backup "*) if [ -e '${slowFile()}' ]; then touch '${slowFile()}.reached'; exec sleep 600; fi;; esac`,
    `exec '${getRestic().path}' "$@"`,
  ]
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o755 })
  return path
}

const companyPath = () => `/organizations/companies/${computer.tenancy.companyUid}`
const setStatus = (value: string) => computer.admin.patch(companyPath(), [{ op: 'replace', path: '/status', value }])

/** What the vault says to somebody who holds a credential that was issued before. */
async function aVaultVisitor(): Promise<() => Promise<number>> {
  const path = `/repositories/${await computer.findRepositoryUid()}/credentials`
  const issued = await computer.admin.post(path, { access: 'readOnly', hours: 1 })
  const { url, userName, password } = one(repositoryCredentials, issued)
  const headers = { Authorization: `Basic ${btoa(`${userName}:${password}`)}` }
  return async () => (await fetch(`${url.replace(/^rest:/, '')}config`, { headers })).status
}

it('cuts running work when the company is disabled, and lets it go on with its enabling', async () => {
  expect((await computer.backUp()).status).toBe('Success')
  const visit = await aVaultVisitor()
  expect(await visit()).toBe(200)
  writeFileSync(slowFile(), '')
  const running = await computer.startJob()
  await until('the backup runs', () => existsSync(`${slowFile()}.reached`) || undefined)
  await setStatus('Disabled')
  expect(await visit()).toBe(401)
  expect((await computer.untilEnded(running.instanceUid)).status).toBe('Canceled')
  rmSync(slowFile())
  const refused = await computer.admin.call('POST', `${computer.jobPath}/start`)
  expect(refused.status, refused.text).toBe(409)
  await setStatus('Active')
  expect(await visit()).toBe(401)
  expect((await computer.backUp()).status).toBe('Success')
})

it('has the computer wait while the company is deleted, and back by itself when it is restored', async () => {
  const points = '/protectedWorkloads/computersManagedByConsole/restorePoints'
  const countBefore = (await computer.admin.get(points)).meta?.pagingInfo?.total
  const visit = await aVaultVisitor()
  await computer.admin.delete(companyPath())
  expect(await visit()).toBe(401)
  expect(many(managementAgent, await computer.admin.get('/infrastructure/managementAgents'))).toEqual([])
  await computer.admin.post(`/organizations/${computer.tenancy.companyUid}/restore`, {})
  await until('the agent is back', async () => {
    const [agent] = many(managementAgent, await computer.admin.get('/infrastructure/managementAgents'))
    return agent?.connectionStatus === 'Online' ? agent : undefined
  })
  expect((await computer.admin.get(points)).meta?.pagingInfo?.total).toBe(countBefore)
  expect((await computer.backUp()).status).toBe('Success')
})
