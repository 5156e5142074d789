/** The agents' side of the console, mounted at /agent: enrolment, the WebSocket, the package store. */
import { Hono } from 'hono'
import { parseCredential } from '../../durable-objects/company/agent-credential.ts'
import { type EnrolReply, enrolRequest, pollRequest } from '../contract/agent-protocol.ts'
import type { AppEnv } from '../http/context.ts'
import { describeError, writeLog } from '../http/log.ts'
import { refuse } from './answer.ts'
import { enrol, poll } from './enrol.ts'
import { listPackages, sendPackage } from './packages.ts'
import { isCompany } from './queries.ts'
import { readMessage } from './read-message.ts'

export const agentApp = new Hono<AppEnv>()

agentApp.post('/v1/enrol', async (c) => {
  c.set('operation', 'agentEnrol')
  const message = await readMessage(c.req.raw, enrolRequest)
  if (!message.ok) return message.failure
  const clientAddress = c.get('clientAddress') ?? 'unknown'
  const answer = await enrol(c.env, message.value, clientAddress, Date.now())
  return answer.ok ? Response.json(answer.value satisfies EnrolReply) : answer.failure
})

agentApp.post('/v1/enrol/poll', async (c) => {
  c.set('operation', 'agentPoll')
  const message = await readMessage(c.req.raw, pollRequest)
  if (!message.ok) return message.failure
  const answer = await poll(c.env, message.value, Date.now())
  return answer.ok ? Response.json(answer.value satisfies EnrolReply) : answer.failure
})

/** Without an upgrade it says what it thinks of the credential: 401, or 426. A WebSocket client does not see the status. */
agentApp.get('/v1/connect', async (c) => {
  c.set('operation', 'agentConnect')
  const bearer = /^Bearer +(\S+) *$/i.exec(c.req.header('Authorization') ?? '')?.[1]
  const credential = parseCredential(bearer ?? '')
  // An object is made by asking for it: strangers must not make any.
  if (credential === null || !(await isCompany(c.env.DB, credential.companyUid))) {
    return refuse(401, 'The credential of this agent is not valid (any more): enrol again.')
  }
  c.set('actor', credential.managementAgentUid)
  return c.env.COMPANY.getByName(credential.companyUid).fetch('https://company/agent', { headers: c.req.raw.headers })
})

agentApp.get('/v1/packages', (c) => {
  c.set('operation', 'agentPackages')
  return listPackages(c.env)
})

agentApp.get('/v1/packages/:name', (c) => {
  c.set('operation', 'agentPackage')
  return sendPackage(c.env, c.req.param('name'))
})

agentApp.all('*', (c) => refuse(404, `There is no ${c.req.method} ${c.req.path} for agents.`))

agentApp.onError((error) => {
  writeLog('error', 'A request of an agent failed', describeError(error))
  return refuse(500, 'The console could not do this now. Try again in a minute.')
})
