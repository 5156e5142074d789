/** Other servers of restic's protocol, as far as they are installed here. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from './console.ts'
import type { VaultCredential } from './vault-tenancy.ts'

export interface Peer {
  name: string
  openRepository(): Promise<VaultCredential>
  /** Forgets all repositories. */
  clear(): void
  stop(): void
}

interface Program {
  name: string
  commands: string[]
  versionArgs: string[]
  serveArgs(address: string, folder: string): string[]
}

const PROGRAMS: Program[] = [
  {
    name: 'rclone',
    commands: ['rclone'],
    versionArgs: ['version'],
    serveArgs: (address, folder) => ['serve', 'restic', '--addr', address, folder],
  },
  {
    name: 'rest-server',
    // Debian calls it otherwise.
    commands: [process.env.HOLDFAST_REST_SERVER ?? 'rest-server', 'restic-rest-server'],
    versionArgs: ['--version'],
    serveArgs: (address, folder) => ['--no-auth', '--listen', address, '--path', folder],
  },
]

export async function startPeers(base: string): Promise<Peer[]> {
  const peers: Peer[] = []
  for (const program of PROGRAMS) {
    const command = program.commands.find((name) => spawnSync(name, program.versionArgs).status === 0)
    if (command !== undefined) peers.push(await startPeer(program, command, join(base, program.name)))
  }
  return peers
}

async function startPeer(program: Program, command: string, folder: string): Promise<Peer> {
  const port = await findFreePort()
  mkdirSync(folder)
  const server = spawn(command, program.serveArgs(`127.0.0.1:${port}`, folder), { stdio: 'ignore' })
  await untilListening(server, port, program.name)
  return {
    name: program.name,
    openRepository: async () => {
      const repositoryUid = randomUUID()
      return { repositoryUid, address: `http://127.0.0.1:${port}/${repositoryUid}/`, userName: 'x', password: 'x' }
    },
    clear: () => {
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder)
    },
    stop: () => {
      server.kill()
    },
  }
}

async function untilListening(server: ChildProcess, port: number, name: string): Promise<void> {
  while (server.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => null)
    if (answer) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${name} ended with status ${server.exitCode}`)
}
