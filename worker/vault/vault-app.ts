/**
 * The repository protocol of restic (its REST backend) under /vault/<repositoryUid>/. Bodies stream between client and
 * bucket; what may be done and what is there, the Repository object says in one call per request.
 */
import { type Context, Hono } from 'hono'
import type { AppEnv } from '../http/context.ts'
import { describeError, writeLog } from '../http/log.ts'
import { methodNotAllowed, refuseCredential, sentence } from './answer.ts'
import { verifyVaultCredential } from './credential.ts'
import { parseVaultPath, type VaultTarget } from './path.ts'
import { getObject, headObject, listObjects, type VaultCall } from './read.ts'
import { drainBody } from './request-body.ts'
import { createRepository, deleteObject, postObject } from './write.ts'

export const vaultApp = new Hono<AppEnv>()

// One route for all: HEAD must not be served as a GET, and paths are read by the protocol's own rules.
vaultApp.all('*', (c) => {
  const work = serve(c)
  // A client that hangs up must not take the settling of its upload with it.
  if (c.req.raw.method === 'POST') c.executionCtx.waitUntil(work.catch(() => undefined))
  return work
})

vaultApp.onError(async (error, c) => {
  const request = c.req.raw
  writeLog('error', 'A vault request failed', { requestId: c.var.requestId, ...describeError(error) })
  await drainBody(request)
  // The runtime marks errors of an object that has more to do than it can.
  const status = 'overloaded' in error && error.overloaded === true ? 503 : 500
  return sentence(request, status, 'The vault could not do this now; try again.')
})

async function serve(c: Context<AppEnv>): Promise<Response> {
  const request = c.req.raw
  const path = parseVaultPath(new URL(request.url).pathname)
  const checked = await verifyVaultCredential(c.env, request.headers.get('Authorization') ?? undefined)
  if (!checked.ok) return refuseEarly(request, refuseCredential(request, checked.failure))
  const claims = checked.value
  c.set('actor', claims.repositoryUid)
  if (!path) return refuseEarly(request, sentence(request, 404, 'The address names no repository.'))
  if (path.repositoryUid !== claims.repositoryUid) {
    return refuseEarly(request, sentence(request, 403, 'The credential is for another repository.'))
  }
  if (!path.target)
    return refuseEarly(request, sentence(request, 404, 'A repository has nothing of that type or name.'))
  c.set('operation', `vault ${request.method} ${describeTarget(path.target)}`)
  const call = { request, env: c.env, claims, repository: c.env.REPOSITORY.getByName(claims.repositoryUid) }
  return dispatch(call, path.target)
}

function describeTarget(target: VaultTarget): string {
  switch (target.kind) {
    case 'repository':
      return 'repository'
    case 'list':
      return `${target.type} list`
    case 'object':
      return target.ref.type
  }
}

async function refuseEarly(request: Request, answer: Response): Promise<Response> {
  await drainBody(request)
  return answer
}

function dispatch(call: VaultCall, target: VaultTarget): Promise<Response> {
  const handlers = handlersOf(call, target)
  const handler = handlers.get(call.request.method)
  return handler ? handler() : refuseEarly(call.request, methodNotAllowed(call.request, [...handlers.keys()]))
}

function handlersOf(call: VaultCall, target: VaultTarget): Map<string, () => Promise<Response>> {
  switch (target.kind) {
    case 'repository':
      return new Map([
        ['POST', () => createRepository(call)],
        ['DELETE', () => refuseDeletion(call)],
      ])
    case 'list':
      return new Map([
        ['GET', () => listObjects(call, target.type)],
        ['HEAD', () => listObjects(call, target.type)],
      ])
    case 'object':
      return new Map([
        ['GET', () => getObject(call, target.ref)],
        ['HEAD', () => headObject(call, target.ref)],
        ['POST', () => postObject(call, target.ref)],
        ['DELETE', () => deleteObject(call, target.ref)],
      ])
  }
}

function refuseDeletion({ request }: VaultCall): Promise<Response> {
  return refuseEarly(request, sentence(request, 403, 'A repository is deleted in the console, never by a client.'))
}
