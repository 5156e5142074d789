/** What the one Provider object (named "provider") offers. It is never on the path of a request. */
export interface ProviderRpc {
  /** Arms the alarm when it is not; called by the cron trigger, and once per isolate where cron does not fire. */
  nudge(): Promise<void>
  /** Sends what is due by the object's own alarm, at once. For the object named MAIL_OBJECT_NAME. */
  sendMails(): Promise<void>
}

export const PROVIDER_OBJECT_NAME = 'provider'

/** Of the same class: a mail server that does not answer must not hold up the other schedules. */
export const MAIL_OBJECT_NAME = 'mail'
