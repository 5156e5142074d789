import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { distFolder } from './sources.ts'

/** The files that the Worker serves: the portals, and the agent to be installed. */
export const portalsFolder = join(distFolder, 'portals')

mkdirSync(portalsFolder, { recursive: true })
