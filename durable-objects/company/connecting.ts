/** Upgrades to WebSocket: agents with their credential, and people whom the Worker has let through to a job. */
import type { PresenceContext } from './agent-presence.ts'
import type { Sockets } from './agent-sockets.ts'
import { authenticateAgent, parseCredential } from './enrolment.ts'
import { toSessionRow } from './sessions.ts'

export async function acceptAgentSocket(ctx: PresenceContext, sockets: Sockets, request: Request): Promise<Response> {
  const credential = parseCredential(/^Bearer +(\S+) *$/i.exec(request.headers.get('Authorization') ?? '')?.[1] ?? '')
  const agent = credential?.companyUid === ctx.companyUid ? await authenticateAgent(ctx, credential) : null
  if (agent === null) {
    return Response.json(
      { error: 'The credential of this agent is not valid (any more): enrol again.' },
      { status: 401 },
    )
  }
  const [client, server] = openPair()
  sockets.acceptAgent(server, agent.managementAgentUid)
  return new Response(null, { status: 101, webSocket: client })
}

/** The newest session of the job is told at once. */
export function acceptLiveSocket(ctx: PresenceContext, sockets: Sockets, jobUid: string): Response {
  if (ctx.store.jobs.find(jobUid) === null) return Response.json({ error: 'There is no such job.' }, { status: 404 })
  const [client, server] = openPair()
  if (!sockets.acceptLive(server, jobUid)) {
    return Response.json({ error: 'Too many people look at this job.' }, { status: 503 })
  }
  const latest = ctx.store.sessions.findLatest(jobUid)
  if (latest !== null) sockets.tellLive(server, toSessionRow(ctx, latest))
  return new Response(null, { status: 101, webSocket: client })
}

function openPair(): [WebSocket, WebSocket] {
  const { 0: client, 1: server } = new WebSocketPair()
  return [client, server]
}
