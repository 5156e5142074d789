import { open } from 'node:fs/promises'
import type { Writable } from 'node:stream'

/** A trip to a reading thread costs as much as copying 100 kB, so pieces are large; and their memory is used again. */
const PIECE_BYTES = 1024 * 1024
/** Of both halves of as many downloads as usually run at the same time. */
const MAX_SPARE_PIECES = 16

const spare: Buffer[] = []

/**
 * Writes part of a file to a stream and ends it: one piece is read while the one before is sent. The stream must be done
 * with a piece when it calls back, as sockets are and a PassThrough is not.
 */
export async function sendFile(file: string, offset: number, length: number, output: Writable): Promise<void> {
  const handle = await open(file)
  const pieces = takePieces(length)
  const sent: Promise<void>[] = []
  const closed = rejectWhenClosed(output)
  try {
    for (let position = 0, turn = 0; position < length; turn++) {
      const slot = turn % pieces.length
      await sent[slot]
      const piece = pieces[slot] ?? Buffer.alloc(0)
      const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, length - position), offset + position)
      if (bytesRead === 0) throw new Error(`${file} is shorter than it was when it was stored`)
      position += bytesRead
      sent[slot] = Promise.race([write(output, piece.subarray(0, bytesRead)), closed])
      // Awaited a turn later: until then a failure is nobody's yet.
      sent[slot].catch(() => undefined)
    }
    await Promise.all(sent)
    output.end()
  } finally {
    await handle.close()
    // What may still be on its way to a client must not be written over.
    if ((await Promise.allSettled(sent)).every(({ status }) => status === 'fulfilled')) keepPieces(pieces)
  }
}

function write(output: Writable, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(piece, (error) => (error ? reject(error) : resolve()))
  })
}

/** Not every stream tells each of its writers that it was closed under them. */
function rejectWhenClosed(output: Writable): Promise<never> {
  const closed = new Promise<never>((_resolve, reject) => {
    output.once('close', () => reject(new Error('The reader went away')))
  })
  closed.catch(() => undefined)
  return closed
}

function takePieces(length: number): Buffer[] {
  if (length <= PIECE_BYTES) return [Buffer.allocUnsafe(length)]
  return [0, 1].map(() => spare.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES))
}

function keepPieces(pieces: readonly Buffer[]): void {
  for (const piece of pieces) {
    if (piece.length === PIECE_BYTES && spare.length < MAX_SPARE_PIECES) spare.push(piece)
  }
}
