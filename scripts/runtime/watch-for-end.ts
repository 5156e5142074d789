import { Socket } from 'node:net'

/**
 * Resolves when this process is asked to end: by a signal, or because whoever started it is gone. The starter holds
 * the other end of a pipe whose number it gives in HOLDFAST_LIFELINE; the system closes it however the starter ends.
 */
export function watchForEnd(): Promise<void> {
  // A reader of our output that is gone must not end us before the data is closed.
  process.stdout.on('error', () => undefined)
  process.stderr.on('error', () => undefined)
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    const lifeline = Number(process.env.HOLDFAST_LIFELINE)
    delete process.env.HOLDFAST_LIFELINE
    if (!(lifeline > 2)) return
    const socket = new Socket({ fd: lifeline, readable: true, writable: false })
    socket.on('error', () => resolve())
    socket.on('close', () => resolve())
    socket.resume()
    socket.unref()
  })
}
