/** An agent as the console sees it, over a real WebSocket to a real Company object. */
import type { AgentMessage, ConsoleMessage, JournalBody } from '../../../worker/contract/agent-protocol.ts'
import { START, testUid } from './builders.setup.ts'

export class FakeAgent {
  readonly received: ConsoleMessage[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  readonly #socket: WebSocket
  #wake: () => void = () => {}

  constructor(socket: WebSocket) {
    this.#socket = socket
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }))
    })
    socket.addEventListener('message', ({ data }) => {
      this.received.push(typeof data === 'string' && data.startsWith('{') ? JSON.parse(data) : data)
      this.#wake()
    })
    socket.accept()
  }

  send(message: AgentMessage | string): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** Sends a journal entry and waits until it is acknowledged. */
  async tell(body: JournalBody, entryUid = testUid()): Promise<void> {
    this.send({ type: 'entry', entryUid, at: START, body })
    await this.next('ack', (ack) => ack.entryUid === entryUid)
  }

  /** The first message of the type, received already or still to come; it is taken out. */
  async next<T extends ConsoleMessage['type']>(
    type: T,
    fits: (message: Extract<ConsoleMessage, { type: T }>) => boolean = () => true,
  ): Promise<Extract<ConsoleMessage, { type: T }>> {
    const isWanted = (message: ConsoleMessage): message is Extract<ConsoleMessage, { type: T }> =>
      message.type === type && fits(message as Extract<ConsoleMessage, { type: T }>)
    for (;;) {
      const found = this.received.find(isWanted)
      if (found !== undefined) {
        this.received.splice(this.received.indexOf(found), 1)
        return found
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  close(code = 1000): void {
    this.#socket.close(code, 'The agent stops')
  }
}

export async function connectAgent(company: Pick<Fetcher, 'fetch'>, credential: string): Promise<FakeAgent> {
  const answer = await company.fetch('https://company/agent', {
    headers: { Upgrade: 'websocket', Authorization: `Bearer ${credential}` },
  })
  if (answer.webSocket === null) throw new Error(`No WebSocket: ${answer.status} ${await answer.text()}`)
  return new FakeAgent(answer.webSocket)
}
