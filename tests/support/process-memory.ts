/** Resident memory of a running console: of the Workers runtime, and of the process around it that keeps the buckets. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ConsoleMemory {
  runtimeBytes: number
  hostBytes: number
}

export function measureMemory(stateFolder: string): ConsoleMemory {
  const { pid }: { pid: number } = JSON.parse(readFileSync(join(stateFolder, 'running.json'), 'utf8'))
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
  const memory: ConsoleMemory = { runtimeBytes: 0, hostBytes: 0 }
  for (const line of table.trim().split('\n')) {
    const [process, parent, kilobytes] = line.trim().split(/\s+/).map(Number)
    if (process === pid) memory.hostBytes += (kilobytes ?? 0) * 1024
    if (parent === pid) memory.runtimeBytes += (kilobytes ?? 0) * 1024
  }
  return memory
}

/** Measures again and again while something runs, and gives the highest of each. */
export async function peakMemory(stateFolder: string, work: Promise<unknown>): Promise<ConsoleMemory> {
  const peak = measureMemory(stateFolder)
  let isRunning = true
  const ended = work.finally(() => {
    isRunning = false
  })
  while (isRunning) {
    const now = measureMemory(stateFolder)
    peak.runtimeBytes = Math.max(peak.runtimeBytes, now.runtimeBytes)
    peak.hostBytes = Math.max(peak.hostBytes, now.hostBytes)
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50))])
  }
  await ended
  return peak
}
