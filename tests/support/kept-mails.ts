/** Mails of a console that has no mail server: they are kept in its state folder. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from './until.ts'

export function keptMailsTo(stateFolder: string, address: string): string[] {
  const folder = join(stateFolder, 'mails')
  if (!existsSync(folder)) return []
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  return texts.filter((text) => text.includes(`To: ${address}`))
}

export function untilMailTo(stateFolder: string, address: string): Promise<string> {
  return until(`a mail to ${address} is kept`, () => keptMailsTo(stateFolder, address)[0])
}
