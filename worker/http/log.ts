/** Structured log: one JSON object a line. Nothing that was sent (query, header, body) is written here. */
type Level = 'info' | 'warn' | 'error'

export function writeLog(level: Level, message: string, members: Record<string, unknown> = {}): void {
  const line = JSON.stringify({ level, message, ...members })
  if (level === 'error') console.error(line)
  else if (level === 'warn') console.warn(line)
  else console.log(line)
}

/** Name, message, stack and causes of whatever was thrown: for the log only. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) }
  return {
    error: `${error.name}: ${error.message}`,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}
