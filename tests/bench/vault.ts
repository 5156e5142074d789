/**
 * `npm run bench -- vault [--rounds 5] [--megabytes 1000]`: backup, restore and check through the console against other
 * servers of the same protocol, on tmpfs, taking turns so that a busy machine is busy for all. Medians, and their ratio
 * to the fastest peer's. Ends with status 1 when a target is missed.
 */
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { getRestic } from '../../scripts/get-restic.ts'
import { type Peer, startPeers } from '../support/bench-peers.ts'
import { writeSource } from '../support/bench-source.ts'
import { startConsole } from '../support/console.ts'
import { startReplyLosingProxy } from '../support/reply-losing-proxy.ts'
import { stockRestic } from '../support/stock-restic.ts'
import { makeVaultTenancy } from '../support/vault-tenancy.ts'

const STEPS = ['backup', 'unchanged', 'restore', 'check'] as const
type Step = (typeof STEPS)[number]

/** Times the fastest peer's. */
const TARGETS: Partial<Record<Step, number>> = { backup: 2.5, restore: 1.2, check: 1.2 }
const MAX_UNCHANGED_REQUESTS = 11

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, megabytes: { type: 'string', default: '1000' } },
})
const rounds = Number(values.rounds)
const megabytes = Number(values.megabytes)

// Linux has its tmpfs here; elsewhere the disk's noise is in the figures.
const base = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'holdfast-bench-'))
process.exitCode = await run().finally(() => rmSync(base, { recursive: true, force: true }))

async function run(): Promise<number> {
  requireSpace((rounds + 4) * megabytes * 1_000_000)
  const restic = getRestic()
  const source = join(base, 'source')
  writeSource(source, megabytes * 1_000_000)
  const holdfast = await startConsole({ stateFolder: join(base, 'state') })
  const tenancy = await makeVaultTenancy(holdfast)
  const vault: Peer = {
    name: 'console',
    openRepository: async () => tenancy.issueCredential(await tenancy.makeRepository(), 'full'),
    clear: () => undefined,
    stop: () => undefined,
  }
  const peers = await startPeers(base)
  if (peers.length === 0) console.log('No peer is installed (rclone, rest-server): only our own figures follow.')
  const servers = [vault, ...peers]
  const times = new Map(servers.map(({ name }) => [name, new Map<Step, number[]>()]))
  console.log(`restic ${restic.version}, ${megabytes} MB, ${rounds} rounds, in ${base}`)
  try {
    for (let round = 0; round < rounds; round++) {
      for (const server of rotate(servers, round)) {
        const measured = await measureServer(server, restic.path, source)
        for (const [step, seconds] of measured) push(times.get(server.name), step, seconds)
        console.log(`round ${round + 1} ${server.name.padEnd(12)} ${describeTimes(measured)}`)
      }
    }
    const requests = await countUnchangedRequests(holdfast.url, await vault.openRepository(), restic.path, source)
    return report(times, requests)
  } finally {
    for (const peer of peers) peer.stop()
    await holdfast.dispose()
  }
}

async function measureServer(server: Peer, resticPath: string, source: string): Promise<Map<Step, number>> {
  const credential = await server.openRepository()
  const restic = () => stockRestic(resticPath, credential, { cwd: source })
  const first = restic()
  await first.run('init')
  const backup = await timed(() => first.run('backup', '.'))
  const unchanged = await timed(() => first.run('backup', '.'))
  first.dispose()
  // A new client each: with the cache of the backup neither would read what a disaster makes one read.
  const second = restic()
  const target = join(base, 'restored')
  const restore = await timed(() => second.run('restore', 'latest', '--target', target))
  rmSync(target, { recursive: true, force: true })
  second.dispose()
  const third = restic()
  const check = await timed(() => third.run('check', '--read-data'))
  third.dispose()
  server.clear()
  return new Map([
    ['backup', backup],
    ['unchanged', unchanged],
    ['restore', restore],
    ['check', check],
  ])
}

async function countUnchangedRequests(
  url: string,
  credential: Awaited<ReturnType<Peer['openRepository']>>,
  resticPath: string,
  source: string,
): Promise<number> {
  const proxy = await startReplyLosingProxy(url, () => false)
  const restic = stockRestic(resticPath, credential, { cwd: source, origin: proxy.origin })
  await restic.run('init')
  await restic.run('backup', '.')
  proxy.seen.length = 0
  await restic.run('backup', '.')
  proxy.close()
  restic.dispose()
  return proxy.seen.length
}

function report(times: Map<string, Map<Step, number[]>>, requests: number): number {
  const medians = new Map(
    [...times].map(([name, steps]) => [name, new Map([...steps].map(([step, all]) => [step, median(all)]))]),
  )
  const names = [...medians.keys()]
  const peers = names.slice(1)
  let missed = 0
  console.log(`\n${['median s', ...names, 'ratio', 'target'].map((text) => text.padStart(12)).join('')}`)
  for (const step of STEPS) {
    const seconds = (name: string) => medians.get(name)?.get(step) ?? Number.NaN
    const ratio = peers.length === 0 ? Number.NaN : seconds('console') / Math.min(...peers.map(seconds))
    const target = TARGETS[step]
    if (target !== undefined && ratio > target) missed++
    const cells = [step, ...names.map((name) => seconds(name).toFixed(2)), ratio.toFixed(2), target ?? '']
    console.log(cells.map((text) => String(text).padStart(12)).join(''))
  }
  console.log(`Requests of a backup without changes: ${requests} (at most ${MAX_UNCHANGED_REQUESTS})`)
  if (requests > MAX_UNCHANGED_REQUESTS) missed++
  console.log(missed === 0 ? 'All targets met.' : `${missed} targets missed.`)
  return missed === 0 ? 0 : 1
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

function median(all: readonly number[]): number {
  const sorted = [...all].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

function rotate<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}

function push(steps: Map<Step, number[]> | undefined, step: Step, seconds: number): void {
  steps?.set(step, [...(steps.get(step) ?? []), seconds])
}

function describeTimes(measured: Map<Step, number>): string {
  return [...measured].map(([step, seconds]) => `${step} ${seconds.toFixed(2)} s`).join('  ')
}

function requireSpace(neededBytes: number): void {
  const { bavail, bsize } = statfsSync(base)
  if (bavail * bsize >= neededBytes) return
  rmSync(base, { recursive: true, force: true })
  throw new Error(`${base} has ${bavail * bsize} bytes free, ${neededBytes} are needed: fewer --rounds or --megabytes`)
}
