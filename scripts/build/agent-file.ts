import { join } from 'node:path'
import { distFolder } from './sources.ts'

/** The bundled agent. */
export const agentFile = join(distFolder, 'agent', 'holdfast-agent.mjs')
