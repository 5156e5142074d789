/** The command line. Secrets are never taken from it: every user of a machine can read the arguments of its processes. */
import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '../domain/result.ts'

export type Command =
  | {
      name: 'enrol'
      url: string | null
      tokenFile: string | null
      tag: string | null
      isAgain: boolean
      waits: boolean
      state: string | undefined
    }
  | { name: 'run'; restic: string | null; state: string | undefined }
  | { name: 'status'; isJson: boolean; isCheck: boolean; state: string | undefined }
  | {
      name: 'install'
      isPrint: boolean
      system: ServiceSystem | null
      restic: string | null
      state: string | undefined
    }
  | { name: 'uninstall'; purges: boolean; state: string | undefined }
  | { name: 'version' }
  | { name: 'help' }
export type ServiceSystem = 'linux' | 'mac' | 'windows'

export const HELP = `holdfast-agent backs this computer up for a Holdfast console.

  holdfast-agent enrol --url ADDRESS [--token-file FILE] [--tag TEXT] [--no-wait] [--again]
      Makes this computer known to the console. The token comes from FILE ("-": standard input), from standard input,
      or from HOLDFAST_ENROL_TOKEN. Without a valid one an administrator accepts the computer in the console.
  holdfast-agent run [--restic PATH]
      Stays connected and runs the jobs. Started by the service that "install" sets up.
  holdfast-agent status [--json] [--check]
      Shows how things are. With --check it ends with 1 when something is wrong.
  holdfast-agent install [--restic PATH] [--print] [--system linux|mac|windows]
      Sets up and starts the service. --print only shows what would be written.
  holdfast-agent uninstall [--purge]
      Removes the service; with --purge also everything the agent keeps: identity, passwords of repositories, results.
  holdfast-agent version
  holdfast-agent help

  --state FOLDER   where the agent keeps what it must remember (every command).

restic 0.16.1 to 0.19 is used: as told by --restic or HOLDFAST_RESTIC, from the agent's own folder, from the PATH, or
taken from the console's package store.
`

const OPTIONS = {
  url: { type: 'string' },
  'token-file': { type: 'string' },
  tag: { type: 'string' },
  again: { type: 'boolean' },
  'no-wait': { type: 'boolean' },
  restic: { type: 'string' },
  json: { type: 'boolean' },
  check: { type: 'boolean' },
  print: { type: 'boolean' },
  purge: { type: 'boolean' },
  system: { type: 'string' },
  state: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const
type Option = keyof typeof OPTIONS

const ALLOWED: Record<Exclude<Command['name'], 'version' | 'help'>, Option[]> = {
  enrol: ['url', 'token-file', 'tag', 'again', 'no-wait', 'state'],
  run: ['restic', 'state'],
  status: ['json', 'check', 'state'],
  install: ['print', 'system', 'restic', 'state'],
  uninstall: ['purge', 'state'],
}

/** The failure is a sentence. */
export function parseCommand(argv: readonly string[]): Result<Command, string> {
  if (argv.some((argument) => /^--token(=|$)/.test(argument))) {
    return fail(
      'A token on the command line can be read by every user of this computer. Use --token-file FILE, or "-" for standard input.',
    )
  }
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(argv)
  } catch (error) {
    return fail(error instanceof Error ? error.message.replace(/\. To specify.*$/s, '.') : String(error))
  }
  const { values, positionals } = parsed
  const [name, ...rest] = positionals
  if (values.version || name === 'version') return ok({ name: 'version' })
  if (values.help || name === 'help') return ok({ name: 'help' })
  if (name === undefined) return fail('Which command? One of enrol, run, status, install, uninstall, version, help.')
  if (rest.length > 0) return fail(`"${rest[0]}" is not understood.`)
  if (!isCommand(name)) return fail(`There is no command "${name}".`)
  const foreign = Object.keys(values).find((option) => !ALLOWED[name].some((allowed) => allowed === option))
  if (foreign) return fail(`--${foreign} does not belong to "${name}".`)
  return toCommand(name, values)
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true })
}

function isCommand(name: string): name is keyof typeof ALLOWED {
  return Object.hasOwn(ALLOWED, name)
}

function toCommand(name: keyof typeof ALLOWED, values: ReturnType<typeof parse>['values']): Result<Command, string> {
  const { state, restic = process.env.HOLDFAST_RESTIC || null } = values
  switch (name) {
    case 'enrol': {
      const url = values.url === undefined ? ok(null) : checkUrl(values.url)
      if (!url.ok) return url
      const tag = values.tag?.trim() || null
      if (tag !== null && tag.length > 255) return fail('--tag may have at most 255 characters.')
      const tokenFile = values['token-file'] ?? null
      return ok({
        name,
        url: url.value,
        tokenFile,
        tag,
        isAgain: values.again ?? false,
        waits: !values['no-wait'],
        state,
      })
    }
    case 'run':
      return ok({ name, restic, state })
    case 'status':
      return ok({ name, isJson: values.json ?? false, isCheck: values.check ?? false, state })
    case 'install': {
      const { system = null } = values
      if (system !== null && system !== 'linux' && system !== 'mac' && system !== 'windows') {
        return fail('--system must be linux, mac or windows.')
      }
      return ok({ name, isPrint: values.print ?? false, system, restic, state })
    }
    case 'uninstall':
      return ok({ name, purges: values.purge ?? false, state })
  }
}

/** The console's public address, without a slash at its end. */
function checkUrl(text: string): Result<string, string> {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return fail(`--url must be the console's address, such as https://console.example.com; "${text}" is none.`)
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return fail('--url must begin with https:// (or http://).')
  if (url.username || url.password) return fail('--url must not hold a user name or password.')
  if (url.search || url.hash) return fail('--url must be the address alone, without "?" and "#".')
  return ok(url.href.replace(/\/+$/, ''))
}
