import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLOSE_REPLACED, CLOSE_REVOKED } from '../../worker/contract/agent-protocol.ts'
import { type ConnectionState, ConsoleConnection, type ReceivedMessage } from './connection.ts'

/** The end of the agent: what it sends is kept, what the console says is said by the test. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1
  static made: FakeSocket[] = []
  readonly OPEN = 1
  readonly address: string
  readonly options: unknown
  readyState = 0
  bufferedAmount = 0
  sent: string[] = []
  wasClosed = false

  constructor(address: string, options: unknown) {
    super()
    this.address = address
    this.options = options
    FakeSocket.made.push(this)
  }

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.wasClosed = true
  }

  open(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }

  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: typeof data === 'string' ? data : JSON.stringify(data) }))
  }

  end(code: number, reason = ''): void {
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason }))
  }

  welcome(): void {
    this.open()
    this.say({ type: 'welcome', protocol: 1, now: 0, jobsRev: 3, jobs: [{ anything: true }] })
  }
}

let states: ConnectionState[] = []
let messages: ReceivedMessage[] = []
let revoked: string[] = []
let probeStatus = 500
let connection: ConsoleConnection

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.made = []
  states = []
  messages = []
  revoked = []
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('fetch', async () => new Response(null, { status: probeStatus }))
  connection = new ConsoleConnection({
    url: 'https://console.example/base',
    credential: 'hfa.secret',
    now: () => Date.now(),
    random: () => 1,
    sayHello: () => ({
      type: 'request',
      requestUid: 'hello',
      body: { kind: 'escrowPassword', repositoryUid: '', password: '' },
    }),
    onMessage: (message) => messages.push(message),
    onState: (state) => states.push(state),
    onRevoked: (reason) => revoked.push(reason),
    log: () => undefined,
  })
  connection.start()
})
afterEach(() => {
  connection.stop()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const socket = (index = -1) => {
  const found = FakeSocket.made.at(index)
  if (!found) throw new Error('No connection was made')
  return found
}
const lastState = () => states.at(-1)

it('presents its credential, says hello, and is connected once it is welcomed', () => {
  expect(socket().address).toBe('wss://console.example/base/agent/v1/connect')
  expect(socket().options).toEqual({ headers: { authorization: 'Bearer hfa.secret' } })
  socket().open()
  expect(socket().sent).toHaveLength(1)
  expect(connection.isConnected).toBe(false)
  expect(connection.send({ type: 'entry' } as never)).toBe(false)
  socket().welcome()
  expect(connection.isConnected).toBe(true)
  expect(messages).toMatchObject([{ type: 'welcome', jobsRev: 3, jobs: [{ anything: true }] }])
})

it('leaves out what it does not understand', () => {
  socket().welcome()
  for (const data of ['pong', '{broken', '{"type":"dance"}', '{"type":"ack"}']) socket().say(data)
  expect(messages).toHaveLength(1)
  expect(connection.isConnected).toBe(true)
})

it('notices a peer that is dead, and one that does not welcome it', () => {
  socket().welcome()
  vi.advanceTimersByTime(30_000)
  expect(socket().sent.at(-1)).toBe('ping')
  socket().say('pong')
  vi.advanceTimersByTime(30_000)
  vi.advanceTimersByTime(30_000)
  expect(lastState()).toMatchObject({ state: 'waiting', reason: 'The console does not answer any more' })
  expect(socket().wasClosed).toBe(true)
  vi.advanceTimersByTime(1000)
  expect(FakeSocket.made).toHaveLength(2)
  socket().open()
  vi.advanceTimersByTime(30_000)
  expect(lastState()).toMatchObject({ state: 'waiting' })
})

it('hears nothing more from a connection that it has given up', () => {
  socket().welcome()
  vi.advanceTimersByTime(60_000)
  vi.advanceTimersByTime(1000)
  const [old] = FakeSocket.made
  socket().welcome()
  old?.end(CLOSE_REPLACED)
  old?.say({ type: 'ack', entryUid: '5592d82e-200b-8ee5-b4b6-512cb5a60afa' })
  expect(connection.isConnected).toBe(true)
  expect(messages.map(({ type }) => type)).toEqual(['welcome', 'welcome'])
})

it('waits longer with each failure, and starts anew after a connection that lasted', async () => {
  const waits: number[] = []
  for (let attempt = 0; attempt < 7; attempt++) {
    socket().open()
    socket().end(1006)
    await vi.advanceTimersByTimeAsync(0)
    const state = lastState()
    const waitMs = state?.state === 'waiting' ? state.nextTryAt - Date.now() : 0
    waits.push(waitMs)
    vi.advanceTimersByTime(waitMs)
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  socket().welcome()
  for (let minute = 0; minute < 3; minute++) {
    vi.advanceTimersByTime(30_000)
    socket().say('pong')
  }
  socket().end(1012)
  const state = lastState()
  expect(state?.state === 'waiting' ? state.nextTryAt - Date.now() : 0).toBe(1000)
})

describe('a console that does not want it', () => {
  it('ends it for good with the revoked code', () => {
    socket().welcome()
    socket().end(CLOSE_REVOKED, 'Removed')
    expect(revoked).toEqual(['Removed'])
    vi.advanceTimersByTime(3_600_000)
    expect(FakeSocket.made).toHaveLength(1)
  })

  it('is believed after the third 401, which the handshake itself does not tell', async () => {
    probeStatus = 401
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(revoked).toEqual([])
      socket().dispatchEvent(new Event('error'))
      await vi.advanceTimersByTimeAsync(10_000)
    }
    expect(revoked).toHaveLength(1)
    expect(FakeSocket.made).toHaveLength(3)
  })

  it('for a while only is asked again', async () => {
    probeStatus = 503
    socket().dispatchEvent(new Event('error'))
    await vi.advanceTimersByTimeAsync(0)
    expect(lastState()).toMatchObject({
      state: 'waiting',
      reason: 'The console did not take the connection (HTTP 503)',
    })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(FakeSocket.made.length).toBeGreaterThan(1)
    expect(revoked).toEqual([])
  })

  it('makes it keep a distance from a twin', () => {
    socket().welcome()
    socket().end(CLOSE_REPLACED)
    const state = lastState()
    expect(state?.state === 'waiting' ? state.nextTryAt - Date.now() : 0).toBe(60_000)
  })
})
