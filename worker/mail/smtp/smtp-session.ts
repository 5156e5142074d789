/** A conversation with a mail server (RFC 5321): greeting, encryption, sign-in, and mails one after the other. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import { asciiDomain } from '../mime.ts'
import { type OpenSocket, SmtpConnection } from './smtp-connection.ts'
import { refusalOf, type SmtpFailure, type SmtpReply, showReply } from './smtp-failure.ts'

export interface SmtpServer {
  host: string
  port: number
  tlsMode: 'auto' | 'none' | 'sslOnConnect' | 'startTls' | 'startTlsWhenAvailable'
  timeoutMs: number
  credentials: PasswordCredentials | TokenCredentials | null
}

interface PasswordCredentials {
  userName: string
  password: string
  saslMechanism: 'PLAIN' | 'LOGIN' | null
}

/** An access token of a mail service. */
interface TokenCredentials {
  userName: string
  accessToken: string
}

export interface SmtpEnvelope {
  from: string
  to: string
  /** Whole mail with CRLF line ends. */
  mime: string
}

const IMPLICIT_TLS_PORT = 465
/** With the whole response in the command; a longer one is sent as a line of its own. */
const LONGEST_COMMAND = 500
const encoder = new TextEncoder()

export class SmtpSession {
  readonly #connection: SmtpConnection
  /** Keyword → parameters, in upper case. */
  #extensions: ReadonlyMap<string, string>

  private constructor(connection: SmtpConnection) {
    this.#connection = connection
    this.#extensions = new Map()
  }

  /** Connects, encrypts and signs in. `ownName`: by which the console introduces itself. */
  static async open(
    openSocket: OpenSocket,
    server: SmtpServer,
    ownName: string,
  ): Promise<Result<SmtpSession, SmtpFailure>> {
    const { host, port, timeoutMs, tlsMode } = server
    const isTlsOnConnect = tlsMode === 'sslOnConnect' || (tlsMode === 'auto' && port === IMPLICIT_TLS_PORT)
    const connection = await SmtpConnection.open(openSocket, { host, port, isTlsOnConnect, timeoutMs })
    if (!connection.ok) return connection
    const session = new SmtpSession(connection.value)
    const ready =
      (await session.#greet(ownName)) ??
      (isTlsOnConnect || tlsMode === 'none' ? null : await session.#encrypt(server, ownName)) ??
      (server.credentials === null ? null : await session.#signIn(server.credentials))
    if (ready === null) return ok(session)
    await session.close()
    return fail(ready)
  }

  /** The server's answer to the mail as a whole. */
  async send({ from, to, mime }: SmtpEnvelope): Promise<Result<string, SmtpFailure>> {
    const isUtf8Taken = this.#extensions.has('SMTPUTF8')
    // The sender's address is a matter of settings, the recipient's is not.
    if (!isAscii(from + to) && !isUtf8Taken)
      return fail({
        kind: 'refused',
        isPermanent: !isAscii(to),
        reply: 'The server takes no addresses with such letters.',
      })
    const content = encoder.encode(stuffDots(mime))
    const parameters = [
      this.#extensions.has('SIZE') ? ` SIZE=${content.length}` : '',
      this.#extensions.has('8BITMIME') ? ' BODY=8BITMIME' : '',
      isUtf8Taken && !isAscii(from + to + mime) ? ' SMTPUTF8' : '',
    ].join('')
    const refused =
      (await this.#nameSender(`MAIL FROM:<${from}>${parameters}`)) ??
      (await this.#step(`RCPT TO:<${to}>`, 'RCPT TO')) ??
      (await this.#step('DATA', 'DATA', 354))
    if (refused !== null) return fail(refused)
    const written = await this.#connection.write(content)
    if (!written.ok) return written
    const reply = await this.#connection.readReply()
    if (!reply.ok) return reply
    return reply.value.code === 250 ? ok(showReply(reply.value)) : fail(refusalOf(reply.value, 'the end of the mail'))
  }

  /** Says goodbye without waiting for long words. */
  async quit(): Promise<void> {
    await this.#connection.ask('QUIT')
    await this.close()
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  async #greet(ownName: string): Promise<SmtpFailure | null> {
    const greeting = await this.#connection.readReply()
    if (!greeting.ok) return greeting.failure
    // Whatever it is, it is said of the client and not of a mail.
    if (greeting.value.code !== 220) return { ...refusalOf(greeting.value, 'the greeting'), isPermanent: false }
    return this.#introduce(ownName)
  }

  async #introduce(ownName: string): Promise<SmtpFailure | null> {
    const reply = await this.#connection.ask(`EHLO ${ownName}`)
    if (!reply.ok) return reply.failure
    if (reply.value.code === 250) {
      this.#extensions = readExtensions(reply.value)
      return null
    }
    this.#extensions = new Map()
    const refused = await this.#step(`HELO ${ownName}`, 'HELO')
    return refused === null ? null : { ...refused, isPermanent: false }
  }

  async #encrypt({ tlsMode, credentials }: SmtpServer, ownName: string): Promise<SmtpFailure | null> {
    if (!this.#extensions.has('STARTTLS')) {
      if (tlsMode === 'startTls')
        return { kind: 'encryption', isPermanent: false, reply: 'The server offers no STARTTLS.' }
      if (credentials === null) return null
      const reply = 'The server offers no encryption: the password is not sent without it, unless the TLS mode is none.'
      return { kind: 'encryption', isPermanent: false, reply }
    }
    const reply = await this.#connection.ask('STARTTLS')
    if (!reply.ok) return reply.failure
    if (reply.value.code !== 220)
      return { kind: 'encryption', isPermanent: false, reply: refusalOf(reply.value, 'STARTTLS').reply }
    const started = await this.#connection.startTls()
    // What was said before is forgotten: it may have been anybody's.
    return started.ok ? this.#introduce(ownName) : started.failure
  }

  async #signIn(credentials: PasswordCredentials | TokenCredentials): Promise<SmtpFailure | null> {
    const offered = new Set((this.#extensions.get('AUTH') ?? '').split(' '))
    if ('accessToken' in credentials) return this.#signInByToken(credentials, offered)
    const { userName, password, saslMechanism } = credentials
    const mechanism = saslMechanism ?? (['PLAIN', 'LOGIN'] as const).find((name) => offered.has(name))
    if (mechanism === undefined || !offered.has(mechanism)) {
      const reply = `The server does not offer to sign in by ${saslMechanism ?? 'PLAIN or LOGIN'}.`
      return { kind: 'authentication', isPermanent: false, reply }
    }
    const answers =
      mechanism === 'PLAIN' ? [toBase64(`\0${userName}\0${password}`)] : [toBase64(userName), toBase64(password)]
    const [first = ''] = answers
    const isInOne = mechanism === 'PLAIN' && first.length < LONGEST_COMMAND
    const lines = isInOne ? [`AUTH PLAIN ${first}`] : [`AUTH ${mechanism}`, ...answers]
    for (const [index, line] of lines.entries()) {
      const reply = await this.#connection.ask(line)
      if (!reply.ok) return reply.failure
      const expected = index === lines.length - 1 ? 235 : 334
      if (reply.value.code !== expected)
        return {
          kind: 'authentication',
          isPermanent: false,
          reply: hide(showReply(reply.value), [password, ...answers]),
        }
    }
    return null
  }

  /** XOAUTH2, which the services that give such tokens understand. */
  async #signInByToken({ userName, accessToken }: TokenCredentials, offered: Set<string>): Promise<SmtpFailure | null> {
    if (!offered.has('XOAUTH2'))
      return { kind: 'authentication', isPermanent: false, reply: 'The server does not offer to sign in by XOAUTH2.' }
    const answer = toBase64(`user=${userName}\x01auth=Bearer ${accessToken}\x01\x01`)
    const reply = await this.#connection.ask(`AUTH XOAUTH2 ${answer}`)
    if (!reply.ok) return reply.failure
    if (reply.value.code === 235) return null
    // The reason stands in a challenge; an empty line has the server say its refusal.
    const refusal = reply.value.code === 334 ? await this.#connection.ask('') : reply
    if (!refusal.ok) return refusal.failure
    return { kind: 'authentication', isPermanent: false, reply: hide(showReply(refusal.value), [accessToken, answer]) }
  }

  /** Another sender is a matter of settings; a mail that is too long for the server stays it. */
  async #nameSender(line: string): Promise<SmtpFailure | null> {
    const refused = await this.#step(line, 'MAIL FROM')
    return refused === null ? null : { ...refused, isPermanent: refused.isPermanent && refused.reply.startsWith('552') }
  }

  async #step(line: string, step: string, expected: number | null = null): Promise<SmtpFailure | null> {
    const reply = await this.#connection.ask(line)
    if (!reply.ok) return reply.failure
    const { code } = reply.value
    if (code === expected || (expected === null && code >= 250 && code < 260)) return null
    const refused = refusalOf(reply.value, step)
    // "Authentication required": the settings lack a user, the mail is a good one.
    return code === 530 || code === 538 ? { ...refused, kind: 'authentication', isPermanent: false } : refused
  }
}

/** "250-SIZE 1000", "250-AUTH=PLAIN LOGIN" of old servers, … The first line is the server's name. */
function readExtensions({ lines }: SmtpReply): Map<string, string> {
  const extensions = new Map<string, string>()
  for (const line of lines.slice(1)) {
    const [, keyword = '', parameters = ''] = /^([\w-]+)[ =]?(.*)$/.exec(line.trim().toUpperCase()) ?? []
    const known = extensions.get(keyword)
    extensions.set(keyword, known === undefined ? parameters : `${known} ${parameters}`)
  }
  return extensions
}

/** A line that begins with a dot gets another one, and a line with one dot ends the mail. */
export function stuffDots(mime: string): string {
  const lines = mime.replace(/\r\n|\r|\n/g, '\r\n').replace(/(?:\r\n)+$/, '')
  return `${lines.replace(/^\./gm, '..')}\r\n.\r\n`
}

/** Some servers say again what they were told. */
function hide(reply: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret === '' ? shown : shown.replaceAll(secret, '…')), reply)
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text)
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...encoder.encode(text)))
}

/** By which the console introduces itself: its own host, an address in brackets. */
export function ownSmtpName(consoleUrl: string): string {
  const host = URL.canParse(consoleUrl) ? new URL(consoleUrl).hostname : 'localhost'
  if (host.startsWith('[')) return `[IPv6:${host.slice(1, -1)}]`
  return /^[\d.]+$/.test(host) ? `[${host}]` : asciiDomain(host)
}
