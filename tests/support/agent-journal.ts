/** What the agent's journal on disk says the console has acknowledged. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalBody } from '../../worker/contract/agent-protocol.ts'

/** How an acknowledged session stands by its newest acknowledged fact: its result, or that it runs. */
export type AcknowledgedSessions = Map<string, string>

/**
 * Adds what the journal holds now; an agent's journal forgets acknowledged facts when it is rewritten, so this is asked
 * more than once.
 */
export function collectAcknowledged(agentStateFolder: string, sessions: AcknowledgedSessions): void {
  const bodies = new Map<string, JournalBody>()
  for (const text of readFileSync(join(agentStateFolder, 'journal.jsonl'), 'utf8').split('\n')) {
    const line = parseWhole(text)
    if (line?.line === 'entry') bodies.set(line.entryUid, line.body)
    const body = line?.line === 'ack' ? bodies.get(line.entryUid) : undefined
    if (body?.kind === 'sessionStarted' && !sessions.has(body.sessionUid)) sessions.set(body.sessionUid, 'Running')
    if (body?.kind === 'sessionFinished') sessions.set(body.sessionUid, body.result)
  }
}

type JournalLine = { line: 'entry'; entryUid: string; body: JournalBody } | { line: 'ack'; entryUid: string }

/** The last line may be half written while the agent runs. */
function parseWhole(text: string): JournalLine | undefined {
  try {
    return JSON.parse(text.slice('00000000 '.length))
  } catch {
    return undefined
  }
}
