import { connect } from 'cloudflare:sockets'
import { buildMime, plainAddress } from './mime.ts'
import type { OpenSocket } from './smtp/smtp-connection.ts'
import { ownSmtpName, type SmtpServer, SmtpSession } from './smtp/smtp-session.ts'
import type { MailTransport } from './transport.ts'

export const openSocket: OpenSocket = (host, port, secureTransport) =>
  connect({ hostname: host, port }, { secureTransport, allowHalfOpen: false })

/** A connection for each mail: those of an organization seldom come in crowds, and a server's odd state ends with it. */
export function smtpTransport(server: SmtpServer, consoleUrl: string): MailTransport {
  return {
    kind: 'smtp',
    async send(message) {
      const session = await SmtpSession.open(openSocket, server, ownSmtpName(consoleUrl))
      if (!session.ok) return session
      const sent = await session.value.send({
        from: plainAddress(message.from.address),
        to: plainAddress(message.to),
        mime: buildMime(message),
      })
      if (sent.ok) await session.value.quit()
      else await session.value.close()
      return sent
    },
  }
}
