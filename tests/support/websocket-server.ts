/** As much of a WebSocket server (RFC 6455) as a test double needs: text frames of any length, pings, closing. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const TEXT = 1
const CLOSE = 8
const PING = 9
const PONG = 10

export interface ServerSocket {
  send(text: string): void
  /** Says goodbye. */
  close(code: number, reason: string): void
  /** Ends the connection without a word. */
  cut(): void
  onText: (text: string) => void
  onClose: () => void
}

export function acceptWebSocket(request: IncomingMessage, stream: Duplex): ServerSocket {
  const key = request.headers['sec-websocket-key'] ?? ''
  const accept = createHash('sha1').update(`${key}${HANDSHAKE_GUID}`).digest('base64')
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  const socket: ServerSocket = {
    send: (text) => stream.write(frame(TEXT, Buffer.from(text))),
    close: (code, reason) => {
      const payload = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)])
      stream.end(frame(CLOSE, payload))
    },
    cut: () => stream.destroy(),
    onText: () => undefined,
    onClose: () => undefined,
  }
  let waiting = Buffer.alloc(0)
  let parts: Buffer[] = []
  stream.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk])
    for (let found = readFrame(waiting); found !== null; found = readFrame(waiting)) {
      waiting = waiting.subarray(found.length)
      if (found.opcode === PING) stream.write(frame(PONG, found.payload))
      else if (found.opcode === CLOSE) stream.end(frame(CLOSE, found.payload))
      else if (found.opcode < CLOSE) {
        parts.push(found.payload)
        if (!found.isLast) continue
        const text = Buffer.concat(parts).toString()
        parts = []
        socket.onText(text)
      }
    }
  })
  stream.on('error', () => undefined)
  stream.on('close', () => socket.onClose())
  return socket
}

function frame(opcode: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (head.length === 2) head[1] = payload.length
  else if (head.length === 4) {
    head[1] = 126
    head.writeUInt16BE(payload.length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(payload.length), 2)
  }
  return Buffer.concat([head, payload])
}

interface Frame {
  opcode: number
  isLast: boolean
  payload: Buffer
  /** Of the frame with its head. */
  length: number
}

function readFrame(data: Buffer): Frame | null {
  if (data.length < 6) return null
  const [first = 0, second = 0] = data
  const short = second & 0x7f
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  if (data.length < 6 + lengthBytes) return null
  const length = lengthBytes === 0 ? short : lengthBytes === 2 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2))
  const start = 6 + lengthBytes
  if (data.length < start + length) return null
  const mask = data.subarray(start - 4, start)
  const payload = Buffer.from(data.subarray(start, start + length))
  for (let index = 0; index < length; index++) payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0)
  return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload, length: start + length }
}
