/** Upgrades to WebSocket: agents with their credential, and people whom the Worker has let through to a job. */
import { parseCredential } from './agent-credential.ts'
import type { PresenceContext } from './agent-presence.ts'
import type { Sockets } from './agent-sockets.ts'
import { authenticateAgent } from './enrolment.ts'
import { toSessionRow } from './sessions.ts'

export async function acceptAgentSocket(ctx: PresenceContext, sockets: Sockets, request: Request): Promise<Response> {
  const credential = parseCredential(/^Bearer +(\S+) *$/i.exec(request.headers.get('Authorization') ?? '')?.[1] ?? '')
  const agent = credential?.companyUid === ctx.companyUid ? await authenticateAgent(ctx, credential) : null
  if (agent === null) return refuse(401, 'The credential of this agent is not valid (any more): enrol again.')
  if (ctx.store.readDirectory()?.snapshot.isDeleted === true) {
    return refuse(403, 'The company of this computer was deleted from the console. It may be restored.')
  }
  if (!isUpgrade(request)) return refuse(426, 'This address is for a WebSocket.')
  const [client, server] = openPair()
  sockets.acceptAgent(server, agent.managementAgentUid)
  return new Response(null, { status: 101, webSocket: client })
}

/** The newest session of the job is told at once. */
export function acceptLiveSocket(ctx: PresenceContext, sockets: Sockets, request: Request): Response {
  const jobUid = new URL(request.url).searchParams.get('jobUid') ?? ''
  if (!isUpgrade(request)) return refuse(426, 'This address is for a WebSocket.')
  if (ctx.store.jobs.find(jobUid) === null) return refuse(404, 'The job was not found.')
  const [client, server] = openPair()
  if (!sockets.acceptLive(server, jobUid)) {
    return refuse(503, 'Too many people look at this job.')
  }
  const latest = ctx.store.sessions.findLatest(jobUid)
  if (latest !== null) sockets.tellLive(server, toSessionRow(ctx, latest))
  return new Response(null, { status: 101, webSocket: client })
}

function isUpgrade(request: Request): boolean {
  return request.headers.get('Upgrade')?.toLowerCase() === 'websocket'
}

/** The error form of the API. */
function refuse(status: number, message: string): Response {
  const headers: Record<string, string> = status === 426 ? { Upgrade: 'websocket' } : {}
  const type = status === 401 ? 'security' : 'logical'
  return Response.json({ errors: [{ message, type, code: status }] }, { status, headers })
}

function openPair(): [WebSocket, WebSocket] {
  const { 0: client, 1: server } = new WebSocketPair()
  return [client, server]
}
