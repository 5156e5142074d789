/** An agent that speaks the agent protocol and runs nothing: the test says what happens on its machine. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import {
  type AgentMessage,
  type ConsoleMessage,
  consoleMessage,
  type EnrolReply,
  enrolReply,
  type HostInfo,
  type JournalBody,
  PROTOCOL_VERSION,
} from '../../worker/contract/agent-protocol.ts'

export function aHost(hostName: string, parts: Partial<HostInfo> = {}): HostInfo {
  return {
    hostName,
    fqdn: `${hostName}.example`,
    machineUid: randomUUID(),
    platform: 'linux',
    osName: 'Debian GNU/Linux 12 (bookworm)',
    osVersion: '12',
    architecture: 'x64',
    isServer: true,
    ipAddresses: ['192.0.2.7', '2001:db8::7'],
    macAddresses: ['02:00:00:00:00:07'],
    timeZone: 'Europe/Berlin',
    ...parts,
  }
}

async function tell(baseUrl: string, path: string, body: unknown): Promise<EnrolReply> {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${text}`)
  return enrolReply.parse(JSON.parse(text))
}

/** Knocks at the console, with an enrolment token or without one. */
export function knock(baseUrl: string, host: HostInfo, token?: string): Promise<EnrolReply> {
  const request = { agentVersion: '0.1.0', host, ...(token === undefined ? {} : { token }) }
  return tell(baseUrl, '/agent/v1/enrol', request)
}

export function poll(baseUrl: string, { unverifiedUid, pollSecret }: { unverifiedUid: string; pollSecret: string }) {
  return tell(baseUrl, '/agent/v1/enrol/poll', { unverifiedUid, pollSecret })
}

export type PaperAgent = Awaited<ReturnType<typeof connectPaperAgent>>

/** Opens the agent's connection and says hello; messages of the console wait until the test asks for them. */
export async function connectPaperAgent(baseUrl: string, credential: string, host: HostInfo) {
  const address = `${baseUrl.replace(/^http/, 'ws')}/agent/v1/connect`
  const socket = new WebSocket(address, { headers: { Authorization: `Bearer ${credential}` } } as never)
  const received: ConsoleMessage[] = []
  const arrivals = new EventTarget()
  socket.addEventListener('message', ({ data }) => {
    if (data === 'pong') return
    received.push(consoleMessage.parse(JSON.parse(String(data))))
    arrivals.dispatchEvent(new Event('message'))
  })
  await once(socket, 'open')

  const say = (message: AgentMessage) => socket.send(JSON.stringify(message))

  /** The next message of the kind, taken out of those that wait. */
  async function hear<Type extends ConsoleMessage['type']>(
    type: Type,
  ): Promise<Extract<ConsoleMessage, { type: Type }>> {
    for (;;) {
      const index = received.findIndex((message) => message.type === type)
      const [message] = index < 0 ? [] : received.splice(index, 1)
      if (message !== undefined) return message as Extract<ConsoleMessage, { type: Type }>
      await once(arrivals, 'message', { signal: AbortSignal.timeout(10_000) })
    }
  }

  say({
    type: 'hello',
    protocol: PROTOCOL_VERSION,
    agentVersion: '0.1.0',
    resticVersion: '0.18.1',
    resticProblem: null,
    host,
    tag: null,
    jobsRev: -1,
    runningSessions: [],
  })
  const welcome = await hear('welcome')
  return {
    welcome,
    say,
    hear,
    /** Puts a fact into the console's books and waits until it is there. */
    async report(body: JournalBody): Promise<void> {
      const entryUid = randomUUID()
      say({ type: 'entry', entryUid, at: Date.now(), body })
      while ((await hear('ack')).entryUid !== entryUid);
    },
    close: () => socket.close(),
  }
}
