/** A real mail server on 127.0.0.1 that keeps what it is given, and misbehaves where it is told to. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { LocalCertificate } from './certificate.ts'
import { until } from './until.ts'

export interface ReceivedMail {
  to: string[]
  from: string
  raw: string
  parsed: ParsedMail
  /** What the session looked like when it came. */
  isSecure: boolean
  userName: string | null
}

/** What the server does with one mail: takes it, answers an error, breaks off in the middle, or never answers. */
export type Behaviour = 'take' | { code: number; text: string } | 'break' | 'hang'

export interface MailServerOptions {
  /** TLS from the first byte; otherwise STARTTLS is offered. */
  isTlsOnConnect?: boolean
  certificate?: LocalCertificate
  users?: Readonly<Record<string, string>>
  /** Access tokens in place of passwords. */
  tokens?: Readonly<Record<string, string>>
  /** Neither STARTTLS nor AUTH LOGIN, and so on. */
  disabledCommands?: string[]
}

export interface MailServer {
  port: number
  received: ReceivedMail[]
  /** By address: consumed one by one, the last one stays. */
  behave(address: string, ...behaviours: Behaviour[]): void
  /** How often the server was given the words of a mail to the address. */
  attempts(address: string): number
  untilReceived(address: string, count?: number): Promise<ReceivedMail>
  close(): Promise<void>
}

export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const behaviours = new Map<string, Behaviour[]>()
  const attempts = new Map<string, number>()
  const sockets = new Map<number, Socket>()
  const { certificate, users, tokens } = options
  const config: SMTPServerOptions = {
    secure: options.isTlsOnConnect ?? false,
    ...(certificate === undefined ? {} : { key: certificate.privateKey, cert: certificate.certificate }),
    authOptional: users === undefined && tokens === undefined,
    authMethods: tokens === undefined ? ['PLAIN', 'LOGIN'] : ['XOAUTH2'],
    allowInsecureAuth: true,
    disabledCommands: options.disabledCommands ?? [],
    closeTimeout: 500,
    onAuth({ username = '', password = '', accessToken = '' }, _session, callback) {
      const isKnown = tokens === undefined ? users?.[username] === password : tokens[username] === accessToken
      if (isKnown) callback(null, { user: username })
      else callback(Object.assign(new Error('Wrong user or password'), { responseCode: 535 }))
    },
    onData(stream, session, callback) {
      const to = session.envelope.rcptTo.map(({ address }) => address)
      const address = to[0] ?? ''
      attempts.set(address, (attempts.get(address) ?? 0) + 1)
      const queue = behaviours.get(address) ?? []
      const behaviour = (queue.length > 1 ? queue.shift() : queue[0]) ?? 'take'
      if (behaviour === 'break') {
        sockets.get(session.remotePort)?.destroy()
        return
      }
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        if (behaviour === 'hang') return
        if (behaviour !== 'take') {
          callback(Object.assign(new Error(behaviour.text), { responseCode: behaviour.code }))
          return
        }
        const raw = Buffer.concat(chunks).toString('utf8')
        const { mailFrom } = session.envelope
        received.push({
          to,
          from: mailFrom === false ? '' : mailFrom.address,
          raw,
          parsed: await simpleParser(raw),
          isSecure: session.secure,
          userName: typeof session.user === 'string' ? session.user : null,
        })
        callback()
      })
    },
  }
  const server = new SMTPServer(config)
  // Clients that do not trust the certificate, or are killed, end their connection as they like.
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => sockets.set(socket.remotePort ?? 0, socket))
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port')
  return {
    port: address.port,
    received,
    behave: (to, ...wanted) => behaviours.set(to, wanted),
    attempts: (to) => attempts.get(to) ?? 0,
    untilReceived: (to, count = 1) =>
      until(`a mail to ${to} arrives`, () => received.filter((mail) => mail.to.includes(to))[count - 1], {
        withinMs: 60_000,
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
