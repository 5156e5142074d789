import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JournalBody } from '../../worker/contract/agent-protocol.ts'
import { Journal } from './journal.ts'

let folder = ''
let problems: string[] = []
const path = () => join(folder, 'journal.jsonl')
const openJournal = () =>
  Journal.open({ path: path(), newUid: randomUUID, now: () => 1000, onProblem: (problem) => problems.push(problem) })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
  problems = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const started = (sessionUid: string): JournalBody => ({
  kind: 'sessionStarted',
  sessionUid,
  jobUid: randomUUID(),
  startedAt: 1000,
  trigger: 'schedule',
  attempt: 1,
})
const finished = (sessionUid: string, failureMessage: string | null = null): JournalBody => ({
  kind: 'sessionFinished',
  sessionUid,
  jobUid: randomUUID(),
  startedAt: 1000,
  finishedAt: 2000,
  result: failureMessage === null ? 'Success' : 'Failed',
  failureMessage,
  repositoryUid: null,
  snapshot: null,
  filesNew: 1,
  filesChanged: 0,
  filesUnmodified: 0,
  bytesProcessed: 1,
  bytesAdded: 1,
  log: [],
})
const inventory = (jobUid: string, takenAt: number): JournalBody => ({
  kind: 'snapshotInventory',
  jobUid,
  repositoryUid: null,
  takenAt,
  snapshots: [],
})

it('keeps facts over a restart, in order, until they are acknowledged', () => {
  const journal = openJournal()
  const session = randomUUID()
  const [first] = journal.append(started(session))
  journal.append(finished(session, 'a line\nwith a break and "quotes" – ünïcode 🎉'))
  journal.close()

  const again = openJournal()
  expect(again.pending.map(({ body }) => body)).toEqual(journal.pending.map(({ body }) => body))
  again.acknowledge(first?.entryUid ?? '')
  again.close()

  const last = openJournal()
  expect(last.pending.map(({ body }) => body.kind)).toEqual(['sessionFinished'])
  for (const { entryUid } of last.pending) last.acknowledge(entryUid)
  last.close()
  openJournal().close()
  expect(readFileSync(path(), 'utf8')).toBe('')
})

it('remembers a session that has no end, acknowledged or not', () => {
  const journal = openJournal()
  const [ended, cut] = [randomUUID(), randomUUID()]
  for (const { entryUid } of journal.append(started(ended), finished(ended), started(cut)))
    journal.acknowledge(entryUid)
  journal.close()

  const again = openJournal()
  expect(again.pending).toEqual([])
  expect(again.openSessions.map(({ sessionUid }) => sessionUid)).toEqual([cut])
  again.append(finished(cut, 'cut off'))
  expect(again.openSessions).toEqual([])
  again.close()
})

it('sends only the newest of the inventories that nobody has seen', () => {
  const journal = openJournal()
  const jobUid = randomUUID()
  journal.append(inventory(jobUid, 1))
  journal.append(inventory(randomUUID(), 2))
  journal.append(inventory(jobUid, 3))
  journal.close()
  const takenAt = openJournal().pending.map(({ body }) => (body.kind === 'snapshotInventory' ? body.takenAt : 0))
  expect(takenAt).toEqual([2, 3])
})

it('ignores an acknowledgement of what it does not know', () => {
  const journal = openJournal()
  journal.append(started(randomUUID()))
  journal.acknowledge(randomUUID())
  expect(journal.pendingCount).toBe(1)
  journal.close()
})

describe('a damaged file', () => {
  it('loses at most the fact that was cut off, wherever the cut falls', () => {
    const journal = openJournal()
    for (let index = 0; index < 3; index++) journal.append(finished(randomUUID()))
    journal.close()
    const whole = readFileSync(path())
    const lineEnds = [...whole.entries()].filter(([, byte]) => byte === 10).map(([index]) => index)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
        writeFileSync(path(), whole)
        truncateSync(path(), length)
        const cut = openJournal()
        // A line that lacks only its line break is whole.
        expect(cut.pendingCount).toBe(lineEnds.filter((end) => end <= length).length)
        cut.append(started(randomUUID()))
        const count = cut.pendingCount
        cut.close()
        const again = openJournal()
        expect(again.pendingCount).toBe(count)
        again.close()
      }),
      { numRuns: 40 },
    )
  })

  it('is kept aside, said, and costs only its damaged lines', () => {
    const journal = openJournal()
    journal.append(finished(randomUUID()))
    journal.close()
    appendFileSync(path(), `deadbeef {"line":"entry"}\n\u0000\u0000\n`)
    const again = openJournal()
    again.append(finished(randomUUID()))
    again.close()
    expect(problems).toEqual([expect.stringContaining('2 damaged lines')])
    expect(readFileSync(`${path()}.damaged`, 'utf8')).toContain('deadbeef')
    expect(openJournal().pendingCount).toBe(2)
    expect(problems).toHaveLength(1)
  })
})

it('shrinks while the console keeps acknowledging', () => {
  const journal = openJournal()
  for (let index = 0; index < 200; index++) {
    const session = randomUUID()
    const log = [{ at: 1, level: 'info' as const, message: 'x'.repeat(4000) }]
    for (const { entryUid } of journal.append(started(session), { ...finished(session), log } as JournalBody)) {
      journal.acknowledge(entryUid)
    }
  }
  expect(readFileSync(path()).length).toBeLessThan(300_000)
  journal.close()
})
