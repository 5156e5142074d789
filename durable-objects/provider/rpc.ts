/** What the one Provider object (named "provider") offers. It is never on the path of a request. */
export interface ProviderRpc {
  /** Arms the alarm when it is not; called by the cron trigger, and once per isolate where cron does not fire. */
  nudge(): Promise<void>
}

export const PROVIDER_OBJECT_NAME = 'provider'
