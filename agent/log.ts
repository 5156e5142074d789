/** Lines for whoever runs the agent; a service manager keeps them. */
export type Log = (level: 'info' | 'warning' | 'error', message: string) => void

export const logToConsole: Log = (level, message) => {
  const line = `${new Date().toISOString()} ${level.padEnd(7)} ${message.replace(/\s*\n\s*/g, ' · ')}\n`
  process.stdout.write(line)
}
