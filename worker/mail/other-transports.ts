/** The platform's mail service, and the log of a local console. */
import { fail, ok } from '../../domain/result.ts'
import type { MailTransport } from './transport.ts'

/** Codes of refusals that another attempt cannot change. */
const PERMANENT = /VALIDATION|SUPPRESSED|NOT_ALLOWED|CONTENT_TOO_LARGE|HEADER/

/** Wants a domain that is set up for it in the account; its limits are those of the platform's documentation. */
export function emailServiceTransport(service: SendEmail): MailTransport {
  return {
    kind: 'emailService',
    async send({ from, to, replyTo, subject, text, html }) {
      try {
        const { messageId } = await service.send({
          from: { name: from.name, email: from.address },
          to,
          ...(replyTo === null ? {} : { replyTo }),
          subject,
          text,
          html,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return ok(`Taken by the mail service as ${messageId}`)
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : ''
        const reply = error instanceof Error ? error.message : 'The mail service does not answer.'
        return fail({ isPermanent: PERMANENT.test(code), reply: `${code} ${reply}`.trim().slice(0, 500) })
      }
    },
  }
}

/** What `npm start` looks for in the console's log: it keeps the mail as a file and prints where. */
export const KEPT_MAIL = 'keptMail'

/** Only where HOLDFAST_MAIL_LOG says that the log is a developer's own. */
export function logTransport(): MailTransport {
  return {
    kind: 'log',
    async send({ messageId, to, from, subject, text, html }) {
      console.log(JSON.stringify({ [KEPT_MAIL]: { messageId, to, from: from.address, subject, text, html } }))
      return ok('Kept by the local console')
    },
  }
}
