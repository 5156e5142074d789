/** Lines of the structured log, in the form of the Worker's own (worker/http/log.ts). Never put a secret into one. */
export function logWarning(message: string, members: Record<string, unknown>): void {
  console.warn(JSON.stringify({ level: 'warn', message, ...members }))
}

export function logError(message: string, members: Record<string, unknown>): void {
  console.error(JSON.stringify({ level: 'error', message, ...members }))
}
