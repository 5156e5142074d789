/** A console as an agent sees it, in memory: it does what a test says, loses what a test says, and keeps what it heard. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import {
  type AgentMessage,
  agentMessage,
  type ConsoleCommand,
  type ConsoleMessage,
  type EnrolReply,
  type EnrolRequest,
  enrolRequest,
  type JournalBody,
  type PackageList,
  type RepositoryAccess,
} from '../../worker/contract/agent-protocol.ts'
import type { BackupJob } from '../../worker/contract/backup-job.ts'
import { aVault } from './fake-vault.ts'
import { readBody } from './read-body.ts'
import { acceptWebSocket, type ServerSocket } from './websocket-server.ts'

export type Fact<Kind extends JournalBody['kind']> = Extract<JournalBody, { kind: Kind }>
export type FakeConsole = Awaited<ReturnType<typeof startFakeConsole>>

const CREDENTIAL = 'hfa.company.agent.secret-of-the-agent'

export async function startFakeConsole(port = 0) {
  const vaultCredential = { userName: 'vault-user', password: 'vault-secret-of-the-hour' }
  const vault = aVault(vaultCredential)
  const state = {
    token: 'hfe_valid-token',
    credential: CREDENTIAL,
    companyUid: COMPANY_UID,
    jobs: [] as BackupJob[],
    jobsRev: 1,
    repositoryUid: randomUUID(),
    escrowed: null as string | null,
    /** Says no to a request for access, with this sentence. */
    accessRefusal: null as string | null,
    accessForMs: 3_600_000,
    /** Facts whose acknowledgement is lost. */
    acknowledges: (_body: JournalBody): boolean => true,
    /** What the console answers who knocks without a valid token, and who polls. */
    decide: (): EnrolReply => ({
      status: 'unverified',
      unverifiedUid: UNVERIFIED_UID,
      pollSecret: 'poll-secret',
      retryAfterSeconds: 1,
    }),
    packages: { packages: [] } as PackageList,
    files: new Map<string, Buffer>(),
  }
  const heard: AgentMessage[] = []
  const arrivedAt: number[] = []
  const enrolments: EnrolRequest[] = []
  let agent: ServerSocket | null = null
  let connections = 0
  const arrivals = new EventTarget()
  const notify = () => arrivals.dispatchEvent(new Event('change'))

  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const prefix = `/vault/${state.repositoryUid}/`
    if (path.startsWith(prefix)) return await vault.serve(request, response, path.slice(prefix.length))
    const body = await readBody(request)
    if (body === null) return
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(value))
    }
    if (path === '/agent/v1/enrol') {
      const asked = enrolRequest.parse(JSON.parse(body.toString()))
      enrolments.push(asked)
      return json(asked.token === state.token ? enrolled(state.companyUid) : state.decide())
    }
    if (path === '/agent/v1/enrol/poll') return json(state.decide())
    if (path === '/agent/v1/packages') return json(state.packages)
    const file = state.files.get(path.replace('/agent/v1/packages/', ''))
    if (file) return response.end(file)
    if (path === '/agent/v1/connect') {
      const isKnown = request.headers.authorization === `Bearer ${state.credential}`
      return json({ errors: [{ message: 'no' }] }, isKnown ? 426 : 401)
    }
    json({ errors: [{ message: `There is no ${path}.` }] }, 404)
  })
  server.on('upgrade', (request, stream: Socket) => {
    if (request.headers.authorization !== `Bearer ${state.credential}`) {
      return stream.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')
    }
    const socket = acceptWebSocket(request, stream)
    agent = socket
    connections++
    socket.onText = (text) => {
      if (text === 'ping') return socket.send('pong')
      receive(socket, agentMessage.parse(JSON.parse(text)))
    }
    socket.onClose = () => {
      if (agent === socket) agent = null
      notify()
    }
  })
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The system gave no port')
  const url = `http://127.0.0.1:${address.port}`

  function receive(socket: ServerSocket, message: AgentMessage): void {
    heard.push(message)
    arrivedAt.push(performance.now())
    const say = (reply: ConsoleMessage) => socket.send(JSON.stringify(reply))
    if (message.type === 'hello') {
      const { jobs, jobsRev } = state
      const uids = { managementAgentUid: MANAGEMENT_AGENT_UID, backupAgentUid: BACKUP_AGENT_UID }
      say({ type: 'welcome', protocol: 1, now: Date.now(), ...uids, jobsRev, jobs })
    }
    if (message.type === 'entry' && state.acknowledges(message.body)) say({ type: 'ack', entryUid: message.entryUid })
    if (message.type === 'request') {
      const { requestUid, body } = message
      if (body.kind === 'escrowPassword') {
        state.escrowed = body.password
        say({ type: 'response', requestUid })
      } else if (state.accessRefusal !== null) say({ type: 'response', requestUid, error: state.accessRefusal })
      else say({ type: 'response', requestUid, access: grant() })
    }
    notify()
  }

  function grant(): RepositoryAccess {
    return {
      repositoryUid: state.repositoryUid,
      url: `${url}/vault/${state.repositoryUid}/`,
      ...vaultCredential,
      expiresAt: Date.now() + state.accessForMs,
      custody: 'escrowed',
      repositoryPassword: state.escrowed,
    }
  }

  const facts = <Kind extends JournalBody['kind']>(kind: Kind): Fact<Kind>[] =>
    heard.flatMap((message) =>
      message.type === 'entry' && message.body.kind === kind ? [message.body as Fact<Kind>] : [],
    )

  /** Resolves with the first value that is not undefined; asked again with each message of the agent. */
  async function until<T>(find: () => T | undefined, what: string): Promise<T> {
    for (;;) {
      const found = find()
      if (found !== undefined) return found
      await once(arrivals, 'change', { signal: AbortSignal.timeout(60_000) }).catch(() => {
        const said = heard.map((message) => JSON.stringify(message).slice(0, 600)).join('\n')
        throw new Error(`Waited in vain for ${what}. The agent said:\n${said}`)
      })
    }
  }

  return {
    url,
    port: address.port,
    state,
    vault,
    heard,
    arrivedAt,
    enrolments,
    facts,
    until,
    get isConnected() {
      return agent !== null
    },
    get connections() {
      return connections
    },
    say: (message: ConsoleMessage) => agent?.send(JSON.stringify(message)),
    setJobs(...jobs: BackupJob[]): void {
      state.jobs = jobs
      state.jobsRev++
      agent?.send(JSON.stringify({ type: 'jobs', jobsRev: state.jobsRev, jobs }))
    },
    command(body: ConsoleCommand, commandUid: string = randomUUID()): string {
      agent?.send(JSON.stringify({ type: 'command', commandUid, body }))
      return commandUid
    },
    /** The n-th end of a session that it hears of. */
    finished: (count = 1) => until(() => facts('sessionFinished')[count - 1], `${count} finished sessions`),
    connected: () => until(() => heard.find(({ type }) => type === 'hello'), 'a hello'),
    closeAgent: (code: number, reason: string) => agent?.close(code, reason),
    cutAgent: () => agent?.cut(),
    async stop(): Promise<void> {
      server.close()
      for (const socket of open) socket.destroy()
      if (server.listening) await once(server, 'close')
    },
  }
}

export const UNVERIFIED_UID = '01900000-0000-7000-8000-000000000001'
export const MANAGEMENT_AGENT_UID = '01900000-0000-7000-8000-000000000002'
export const BACKUP_AGENT_UID = '01900000-0000-7000-8000-000000000003'
const COMPANY_UID = '01900000-0000-7000-8000-000000000004'

export function enrolled(companyUid = COMPANY_UID): EnrolReply {
  return {
    status: 'enrolled',
    companyUid,
    managementAgentUid: MANAGEMENT_AGENT_UID,
    backupAgentUid: BACKUP_AGENT_UID,
    credential: CREDENTIAL,
  }
}
