/** The whole Worker as one Hono app: what every request gets, and who answers which path. */
import { Hono } from 'hono'
import { agentApp } from './agent-endpoint/agent-app.ts'
import { registerAbout } from './features/about/routes.ts'
import { registerAccounts } from './features/accounts/routes.ts'
import { registerActivityLog } from './features/activity-log/routes.ts'
import { registerAsyncActions } from './features/async-actions/routes.ts'
import { registerAuthentication } from './features/authentication/routes.ts'
import { registerBackupAgents } from './features/backup-agents/routes.ts'
import { registerBackupSessions } from './features/backup-sessions/routes.ts'
import { registerCompanies } from './features/companies/routes.ts'
import { registerComputers } from './features/computers/routes.ts'
import { registerContainers } from './features/containers/routes.ts'
import { registerDocs } from './features/docs/routes.ts'
import { registerEmptyCollections } from './features/empty-collections/routes.ts'
import { registerJobs } from './features/jobs/routes.ts'
import { registerLocations } from './features/locations/routes.ts'
import { registerManagementAgents } from './features/management-agents/routes.ts'
import { registerOrganizationConfiguration } from './features/organization-configuration/routes.ts'
import { registerOrganizations } from './features/organizations/routes.ts'
import { registerPermissions } from './features/permissions/routes.ts'
import { registerReferenceLists } from './features/reference-lists/routes.ts'
import { registerRepositories } from './features/repositories/routes.ts'
import { registerResellers } from './features/resellers/routes.ts'
import { registerSession } from './features/session/routes.ts'
import { registerSetup } from './features/setup/routes.ts'
import { registerSignInPolicies } from './features/sign-in-policies/routes.ts'
import { ssoApp } from './features/single-sign-on/browser-app.ts'
import { registerSingleSignOn } from './features/single-sign-on/routes.ts'
import { registerSites } from './features/sites/routes.ts'
import { registerTaskLog } from './features/task-log/routes.ts'
import { registerTenants } from './features/tenants/routes.ts'
import { registerUsage } from './features/usage/routes.ts'
import { Api } from './http/api.ts'
import type { AppEnv } from './http/context.ts'
import { failureOfThrown } from './http/failure.ts'
import { answerHealth } from './http/health.ts'
import { describeError, writeLog } from './http/log.ts'
import { servePortal } from './http/portal-assets.ts'
import { replyFailure } from './http/reply.ts'
import { logRequest, nameRequest } from './http/request-middleware.ts'
import { setSecurityHeaders } from './http/security-headers.ts'
import { vaultApp } from './vault/vault-app.ts'

const FEATURES = [
  registerAbout,
  registerAsyncActions,
  registerAuthentication,
  registerSetup,
  registerSession,
  registerSignInPolicies,
  registerAccounts,
  registerOrganizations,
  registerOrganizationConfiguration,
  registerCompanies,
  registerPermissions,
  registerResellers,
  registerUsage,
  registerLocations,
  registerContainers,
  registerReferenceLists,
  registerManagementAgents,
  registerBackupAgents,
  registerJobs,
  registerBackupSessions,
  registerComputers,
  registerSingleSignOn,
  registerSites,
  registerTenants,
  registerRepositories,
  registerActivityLog,
  registerTaskLog,
  registerEmptyCollections,
]

const API_BASE = '/api/v3'

export function createApi(): Api {
  const api = new Api()
  for (const register of FEATURES) register(api.route)
  return api
}

export function createApp(): Hono<AppEnv> {
  const api = createApi()
  const app = new Hono<AppEnv>()
  // The log line is written last, of the answer as it leaves.
  app.use(nameRequest, logRequest, setSecurityHeaders)
  app.route('/vault', vaultApp)
  app.route('/agent', agentApp)
  app.route('/sso', ssoApp)
  app.get('/healthz', answerHealth)
  registerDocs(app)
  app.all('*', async (c) => {
    const path = new URL(c.req.url).pathname
    const isBelow = (base: string) => path.toLowerCase() === base || path.toLowerCase().startsWith(`${base}/`)
    if (isBelow(API_BASE)) {
      const waitUntil = (work: Promise<unknown>) => c.executionCtx.waitUntil(work)
      const call = { env: c.env, request: c.req.raw, path: path.slice(API_BASE.length), now: Date.now(), waitUntil }
      const answer = api.answer({
        ...call,
        variables: c.var,
        note: (name, value) => c.set(name, value),
        findRoute: (operationId) => api.findRoute(operationId),
      })
      // A client that hangs up must not cut a change in two.
      if (c.req.method !== 'GET') waitUntil(answer.catch(() => undefined))
      return answer
    }
    if (isBelow('/api')) return replyFailure('json', { code: 'route_not_found', path })
    return servePortal(c)
  })
  app.onError((error, c) => {
    writeLog('error', 'A request failed', {
      requestId: c.var.requestId,
      operation: c.var.operation,
      ...describeError(error),
    })
    return replyFailure('json', failureOfThrown(error))
  })
  return app
}
