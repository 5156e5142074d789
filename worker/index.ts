import { MAIL_OBJECT_NAME, PROVIDER_OBJECT_NAME } from '../durable-objects/provider/rpc.ts'
import { createApp } from './app.ts'
import type { Env } from './env.ts'

export { CompanyObject } from '../durable-objects/company/company-object.ts'
export { LoginGuardObject } from '../durable-objects/login-guard/login-guard-object.ts'
export { ProviderObject } from '../durable-objects/provider/provider-object.ts'
export { RepositoryObject } from '../durable-objects/repository/repository-object.ts'
export { ActionObject } from './action-object.ts'

const app = createApp()
let isProviderNudged = false

export default {
  fetch(request, env, context) {
    // Cron does not fire under the local runtime: the first request of an isolate arms the provider's timers too.
    if (!isProviderNudged) {
      isProviderNudged = true
      context.waitUntil(nudgeProvider(env))
    }
    return app.fetch(request, env, context)
  },
  scheduled: (_controller, env) => nudgeProvider(env),
} satisfies ExportedHandler<Env>

async function nudgeProvider(env: Env): Promise<void> {
  await Promise.all([
    env.PROVIDER.getByName(PROVIDER_OBJECT_NAME).nudge(),
    env.PROVIDER.getByName(MAIL_OBJECT_NAME).sendMails(),
  ])
}
