/** One connection to a mail server: commands out, whole replies in, each step within its time. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { SmtpFailure, SmtpReply } from './smtp-failure.ts'

/** What the runtime's socket offers of what is needed here. */
export interface SmtpSocket {
  readable: ReadableStream
  writable: WritableStream
  opened: Promise<unknown>
  close(): Promise<void>
  startTls(): SmtpSocket
}

export type SecureTransport = 'on' | 'starttls'
export type OpenSocket = (host: string, port: number, secureTransport: SecureTransport) => SmtpSocket

/** A reply has at most 512 bytes a line by the standard; servers say more, but not without end. */
const MAX_REPLY_BYTES = 64 * 1024
const encoder = new TextEncoder()

export class SmtpConnection {
  readonly #timeoutMs: number
  #socket: SmtpSocket
  #reader: ReadableStreamDefaultReader<Uint8Array>
  #writer: WritableStreamDefaultWriter<Uint8Array>
  #buffer = ''

  private constructor(socket: SmtpSocket, timeoutMs: number) {
    this.#socket = socket
    this.#timeoutMs = timeoutMs
    this.#reader = socket.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>
    this.#writer = socket.writable.getWriter()
  }

  static async open(
    openSocket: OpenSocket,
    server: { host: string; port: number; isTlsOnConnect: boolean; timeoutMs: number },
  ): Promise<Result<SmtpConnection, SmtpFailure>> {
    const { host, port, isTlsOnConnect, timeoutMs } = server
    const hint = isTlsOnConnect ? ', or its certificate is not accepted' : ''
    try {
      const socket = openSocket(host, port, isTlsOnConnect ? 'on' : 'starttls')
      const connection = new SmtpConnection(socket, timeoutMs)
      await connection.#inTime(socket.opened)
      return ok(connection)
    } catch (error) {
      const reason = error instanceof TimeoutError ? `did not answer in time${hint}` : `cannot be reached${hint}`
      return fail({ kind: 'connection', isPermanent: false, reply: `${host}:${port} ${reason}.` })
    }
  }

  /** Sends a line and reads its reply. */
  async ask(line: string): Promise<Result<SmtpReply, SmtpFailure>> {
    // A line end inside a command would be another command.
    if (/[\r\n\0]/.test(line)) throw new Error('A command of SMTP holds a line end.')
    const sent = await this.write(encoder.encode(`${line}\r\n`))
    return sent.ok ? this.readReply() : sent
  }

  async write(bytes: Uint8Array): Promise<Result<null, SmtpFailure>> {
    try {
      await this.#inTime(this.#writer.write(bytes))
      return ok(null)
    } catch (error) {
      return fail(this.#broken(error))
    }
  }

  async readReply(): Promise<Result<SmtpReply, SmtpFailure>> {
    const lines: string[] = []
    let bytesLeft = MAX_REPLY_BYTES
    for (;;) {
      const line = await this.#readLine()
      if (!line.ok) return line
      bytesLeft -= line.value.length
      const match = /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(line.value)
      if (match === null || bytesLeft < 0)
        return fail({ kind: 'connection', isPermanent: false, reply: 'The server answers something that is not SMTP.' })
      lines.push(match[3] ?? '')
      if (match[2] !== '-') return ok({ code: Number(match[1]), lines })
    }
  }

  /** After the server has agreed to STARTTLS. */
  async startTls(): Promise<Result<null, SmtpFailure>> {
    // What came unencrypted behind the agreement may be anybody's.
    if (this.#buffer !== '')
      return fail({ kind: 'encryption', isPermanent: false, reply: 'The server sent data before TLS was agreed.' })
    try {
      this.#reader.releaseLock()
      this.#writer.releaseLock()
      this.#socket = this.#socket.startTls()
      this.#reader = this.#socket.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>
      this.#writer = this.#socket.writable.getWriter()
      await this.#inTime(this.#socket.opened)
      return ok(null)
    } catch {
      return fail({ kind: 'encryption', isPermanent: false, reply: TLS_REFUSED })
    }
  }

  async close(): Promise<void> {
    await this.#socket.close().catch(() => undefined)
  }

  async #readLine(): Promise<Result<string, SmtpFailure>> {
    for (;;) {
      const end = this.#buffer.indexOf('\n')
      if (end >= 0) {
        const line = this.#buffer.slice(0, end).replace(/\r$/, '')
        this.#buffer = this.#buffer.slice(end + 1)
        return ok(line)
      }
      if (this.#buffer.length > MAX_REPLY_BYTES)
        return fail({ kind: 'connection', isPermanent: false, reply: 'The server answers a line without an end.' })
      try {
        const { value, done } = await this.#inTime(this.#reader.read())
        if (done) return fail(this.#broken(null))
        // Servers answer ASCII or UTF-8; bytes cut in two are no more than an odd letter in what is shown.
        this.#buffer += new TextDecoder().decode(value)
      } catch (error) {
        return fail(this.#broken(error))
      }
    }
  }

  #broken(error: unknown): SmtpFailure {
    const reply =
      error instanceof TimeoutError ? 'The server did not answer in time.' : 'The server closed the connection.'
    return { kind: 'connection', isPermanent: false, reply }
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new TimeoutError()), this.#timeoutMs)
    })
    try {
      return await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
      // Whatever comes of it later is of no interest.
      work.catch(() => undefined)
    }
  }
}

const TLS_REFUSED = 'TLS could not be agreed: the certificate is not accepted, or names another server.'

class TimeoutError extends Error {}
