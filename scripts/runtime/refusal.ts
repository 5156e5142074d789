/**
 * Something a person can put right: the message is a sentence that says what to do, and is printed without a stack.
 */
export class Refusal extends Error {
  override name = 'Refusal'
}

/** The code of a failed system call, such as `ENOSPC`. */
export function errorCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Runs a command's main function; a refusal is one sentence, anything else keeps its stack. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    const sentence = error instanceof Refusal ? error.message : explainSystemError(error)
    console.error(sentence ?? error)
    process.exit(1)
  }
}

function explainSystemError(error: unknown): string | undefined {
  const path = error instanceof Error && 'path' in error ? ` (${String(error.path)})` : ''
  switch (errorCodeOf(error)) {
    case 'ENOSPC':
      return `The disk is full${path}. Free some space, or move the data with HOLDFAST_STATE, and start again; nothing that was acknowledged is lost.`
    case 'EDQUOT':
      return `The disk quota is used up${path}. Free some space and start again.`
    case 'EROFS':
      return `The file system is read-only${path}. Set HOLDFAST_STATE to a folder that can be written.`
    case 'EACCES':
    case 'EPERM':
      return `Permission denied${path}. Run as the user that owns it, or set HOLDFAST_STATE to a folder of your own.`
    default:
      return undefined
  }
}
