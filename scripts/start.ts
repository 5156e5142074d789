import { join, relative } from 'node:path'
import type { WorkerdStructuredLog } from 'miniflare'
import { readBuiltWorker } from './build/built-worker.ts'
import { ensureBuilt } from './build/ensure-built.ts'
import { distFolder, projectFolder } from './build/sources.ts'
import { storePackages } from './packages.ts'
import { type ConsoleRuntime, startRuntime } from './runtime/console-runtime.ts'
import { createFirstAdministrator, isSetupOpen, waitUntilHealthy } from './runtime/first-administrator.ts'
import { isLocalAddress, keepMail } from './runtime/kept-mail.ts'
import { endLeftovers, requireFreePort } from './runtime/leftover-processes.ts'
import { runCommand } from './runtime/refusal.ts'
import { type ConsoleSettings, readSettings } from './runtime/settings.ts'
import {
  forgetSetupToken,
  openStateFolder,
  readOrMakeSecret,
  readOrMakeSetupToken,
  readSecrets,
  type StateFolder,
} from './runtime/state-folder.ts'
import { watchForEnd } from './runtime/watch-for-end.ts'

/** `npm start`: builds what is stale, then runs the whole console on 127.0.0.1 until it is told to stop. */
await runCommand(async () => {
  const end = watchForEnd()
  const settings = readSettings(process.env, projectFolder)
  // Nothing that is started from here needs the password.
  delete process.env.HOLDFAST_ADMIN_PASSWORD
  const folder = openStateFolder(settings.stateFolder)
  endLeftovers(folder.path, folder.previous)
  await requireFreePort(settings.port)
  ensureBuilt()

  const startup = start(settings, folder)
  const runtime = await Promise.race([startup, end])
  if (runtime) {
    await end
    await runtime.stop()
  }
  folder.release()
  process.exit(0)
})

async function start(settings: ConsoleSettings, folder: StateFolder): Promise<ConsoleRuntime> {
  readOrMakeSecret(folder, 'HOLDFAST_MASTER_SECRET')
  const setup = readOrMakeSetupToken(folder)
  const worker = readBuiltWorker()
  folder.noteRunning({ pid: process.pid, port: settings.port, url: settings.url })
  const runtime = await startRuntime({
    port: settings.port,
    dataPath: folder.dataPath,
    bucketsPath: folder.bucketsPath,
    portalsPath: join(distFolder, 'portals'),
    migrationsPath: join(projectFolder, 'migrations'),
    worker,
    texts: {
      ...worker.variables,
      ...chosenVariables(worker.variables),
      ...readSecrets(folder),
      HOLDFAST_URL: settings.url,
      HOLDFAST_SETUP_TOKEN_SHA256: setup.sha256,
      ...(isLocalAddress(settings.url) ? { HOLDFAST_MAIL_LOG: '1' } : {}),
    },
    onLog: (log) => {
      const keptLine = keepMail(folder.path, log.message)
      if (keptLine === null) printLog(log)
      else console.log(keptLine)
    },
    onRestart: () =>
      printLog({ timestamp: Date.now(), level: 'warn', message: 'The runtime ended and was started again' }),
    onFailure: (error) => {
      console.error(`The Workers runtime does not come back (${error.message}). Start the console again.`)
      process.exit(1)
    },
  })
  await storePackages(runtime.buckets.storeOf(worker.packageBucket))
  await waitUntilHealthy(settings.port)
  const isOpen = await isSetupOpen(settings.port)
  if (isOpen && settings.administrator)
    await createFirstAdministrator(settings.port, setup.token, settings.administrator)
  const needsLink = isOpen && !settings.administrator
  if (!needsLink) forgetSetupToken(folder)
  announce(settings, needsLink ? setup.token : undefined)
  return runtime
}

/** What wrangler.toml says of the plain variables, the environment may say otherwise. */
function chosenVariables(known: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(known).flatMap((name) => {
      const chosen = process.env[name]
      return chosen === undefined ? [] : [[name, chosen]]
    }),
  )
}

function announce({ url, stateFolder }: ConsoleSettings, token: string | undefined): void {
  const nextStep =
    token === undefined
      ? `Sign in at ${url}/`
      : `Set the first administrator's name and password with this one-time link:\n  ${url}/setup#${token}`
  console.log(
    `\nHoldfast is running at ${url}\n${nextStep}\nREST API: ${url}/api/docs   Data: ${relative(process.cwd(), stateFolder) || stateFolder}   Stop: Ctrl-C\n`,
  )
}

/** The Worker's own lines are JSON already; what the runtime says of itself becomes a line of the same kind. */
function printLog({ timestamp, level, message }: WorkerdStructuredLog): void {
  const line = message.startsWith('{')
    ? message
    : JSON.stringify({ time: new Date(timestamp).toISOString(), level, message })
  if (level === 'error' || level === 'warn') process.stderr.write(`${line}\n`)
  else process.stdout.write(`${line}\n`)
}
