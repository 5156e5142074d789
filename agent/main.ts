/** The program: reads the command line and does one command. */
import { type Command, HELP, parseCommand } from './arguments.ts'
import { runEnrol } from './commands/enrol.ts'
import { runInstall, runUninstall } from './commands/install.ts'
import { runAgent } from './commands/run.ts'
import { runStatus } from './commands/status.ts'
import { logToConsole } from './log.ts'
import { locateStateFolder } from './state/state-folder.ts'
import { AGENT_VERSION } from './version.ts'

const OLDEST_NODE_MAJOR = 22
const EXIT_USAGE = 2

const say = (message: string) => process.stderr.write(`${message}\n`)

async function main(): Promise<number> {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE_MAJOR) {
    say(`holdfast-agent needs Node ${OLDEST_NODE_MAJOR} or newer; this is Node ${process.versions.node}.`)
    return 1
  }
  hideExperimentalWarnings()
  const command = parseCommand(process.argv.slice(2))
  if (!command.ok) {
    say(`${command.failure}\nSee: holdfast-agent help`)
    return EXIT_USAGE
  }
  try {
    return await perform(command.value)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EACCES' || code === 'EPERM' || code === 'ERR_SQLITE_ERROR') {
      say(
        `The state of the agent cannot be used (${error instanceof Error ? error.message : error}). Use sudo, or --state.`,
      )
    } else say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return 1
  }
}

async function perform(command: Command): Promise<number> {
  const folder = locateStateFolder('state' in command ? command.state : undefined)
  switch (command.name) {
    case 'enrol':
      return await runEnrol(command, folder, say)
    case 'run':
      return await runAgent(command, folder, logToConsole)
    case 'status':
      return await runStatus(command, folder)
    case 'install':
      return runInstall(command, folder, say)
    case 'uninstall':
      return runUninstall(command, folder, say)
    case 'version':
      process.stdout.write(`holdfast-agent ${AGENT_VERSION}\n`)
      return 0
    case 'help':
      process.stdout.write(HELP)
      return 0
  }
}

/** Node calls its SQLite experimental on every use of it; whoever runs the agent can do nothing about that. */
function hideExperimentalWarnings(): void {
  const printers = process.listeners('warning')
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') for (const print of printers) print(warning)
  })
}

const exitCode = await main()
// Output that is a pipe is written in its own time; a dead connection would keep the process.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)))
