import type { ActionWorker } from '../durable-objects/actions/action-object.ts'
import type { CompanyObject } from '../durable-objects/company/company-object.ts'
import type { LoginGuardObject } from '../durable-objects/login-guard/login-guard-object.ts'
import type { ProviderObject } from '../durable-objects/provider/provider-object.ts'
import type { RepositoryObject } from '../durable-objects/repository/repository-object.ts'

/** What wrangler.toml binds, and the secrets that `npm start` and `npm run deploy` give. */
export interface Env {
  DB: D1Database
  SITE_1: R2Bucket
  ASSETS: Fetcher
  COMPANY: DurableObjectNamespace<CompanyObject>
  REPOSITORY: DurableObjectNamespace<RepositoryObject>
  LOGIN_GUARD: DurableObjectNamespace<LoginGuardObject>
  PROVIDER: DurableObjectNamespace<ProviderObject>
  /** The platform's mail service; absent where no domain was set up for it. */
  EMAIL?: SendEmail
  ACTION: DurableObjectNamespace<ActionWorker>

  /** "true": no request is refused for being one too many (worker/http/throttle.ts). */
  HOLDFAST_THROTTLING_IS_DISABLED?: string
  /** Of the limits of requests at the same time, and of requests per minute; 1 where it is not set. */
  HOLDFAST_THROTTLING_PARALLEL_MULTIPLIER?: string
  HOLDFAST_THROTTLING_RATE_MULTIPLIER?: string

  /** Public address of the console without trailing slash. */
  HOLDFAST_URL: string
  /** Master secret: 32 random bytes in base64url; every other key is derived from it (worker/auth/keys.ts). */
  HOLDFAST_MASTER_SECRET: string
  /** The master secret before the last rotation: still opens what it sealed, seals and signs nothing new. */
  HOLDFAST_MASTER_SECRET_PREVIOUS?: string
  /** SHA-256 (hex) of the one-time setup token; useless as soon as a Portal Administrator exists. */
  HOLDFAST_SETUP_TOKEN_SHA256?: string
  /** Set by `npm start` only: mail that no server is set up for is handed to the log, with all its words. */
  HOLDFAST_MAIL_LOG?: string
  /** Hosts of private networks, with port where it is not the usual one, that identity providers may have; by commas. */
  HOLDFAST_PRIVATE_IDENTITY_PROVIDERS?: string
}
