import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type BuiltWorker, readBuiltWorker, workerFile } from './build/built-worker.ts'
import { ensureBuilt } from './build/ensure-built.ts'
import { projectFolder } from './build/sources.ts'
import { uploadPackages } from './deploy/upload-packages.ts'
import { runWrangler, tryWrangler } from './deploy/wrangler.ts'
import { Refusal, runCommand } from './runtime/refusal.ts'

/** wrangler.toml with the identity of this account's database in it; there while a deployment runs. */
const configFile = join(projectFolder, '.wrangler.deploy.toml')

/**
 * `npm run deploy`: creates what the Cloudflare account lacks, migrates, uploads, and prints the setup link when it made
 * one. `-- --dry-run` bundles and says what would be done, without network or login; `-- --new-setup-link` makes a new
 * link when the first one was lost.
 */
await runCommand(async () => {
  const { values } = parseArgs({
    options: { 'dry-run': { type: 'boolean', default: false }, 'new-setup-link': { type: 'boolean', default: false } },
  })
  ensureBuilt()
  const worker = readBuiltWorker()
  const url = readUrl(worker, values['dry-run'])
  if (values['dry-run']) dryRun(worker, url)
  else await deploy(worker, url, values['new-setup-link'])
})

function readUrl(worker: BuiltWorker, isDryRun: boolean): string {
  const url = (process.env.HOLDFAST_URL || worker.variables.HOLDFAST_URL || '').replace(/\/$/, '')
  if (URL.canParse(url) && new URL(url).protocol === 'https:' && new URL(url).pathname === '/') return url
  if (isDryRun && url === '') return 'https://your-console.example'
  throw new Refusal(
    'Say at which address the console will be reached: HOLDFAST_URL=https://backup.example.com npm run deploy, or write it into wrangler.toml under [vars].',
  )
}

/** Arguments of the upload: the very bundle that the local console and the tests run. */
function uploadArguments(url: string): string[] {
  return ['deploy', workerFile, '--no-bundle', '--var', `HOLDFAST_URL:${url}`]
}

function migrationNames(): string[] {
  return readdirSync(join(projectFolder, 'migrations')).filter((name) => name.endsWith('.sql'))
}

function dryRun(worker: BuiltWorker, url: string): void {
  runWrangler([...uploadArguments(url), '--dry-run'], { isShown: true })
  const { databaseName } = readNames()
  console.log(`
A deployment to ${url} would
  1. create the D1 database ${databaseName}, if the account has none of that name
  2. create the R2 buckets ${Object.values(worker.buckets).join(', ')}, as far as they are missing
  3. put this machine's Node and restic into the package store, for computers of its kind
  4. make the master secret and a one-time setup link, if the Worker has none
  5. apply the migrations that the database has not seen (of ${migrationNames().length})
  6. upload the Worker and the portals, as checked above`)
}

async function deploy(worker: BuiltWorker, url: string, wantsNewLink: boolean): Promise<void> {
  const whoami = tryWrangler(['whoami'])
  if (!whoami.isOk || /not authenticated/i.test(whoami.output)) {
    throw new Refusal('Not logged in to Cloudflare. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN, then again.')
  }
  const names = readNames()
  try {
    writeConfig(ensureDatabase(names.databaseName))
    for (const bucket of Object.values(worker.buckets)) ensureBucket(bucket)
    await uploadPackages(worker.packageBucket)
    const setupToken = ensureSecrets(wantsNewLink)
    runWrangler(['d1', 'migrations', 'apply', names.databaseName, '--remote', '--config', configFile], {
      isShown: true,
    })
    runWrangler([...uploadArguments(url), '--config', configFile], { isShown: true })
    console.log(`\nHoldfast is deployed to ${url}`)
    if (setupToken) {
      console.log(
        `Set the first administrator's name and password with this one-time link:\n  ${url}/setup#${setupToken}`,
      )
    }
  } finally {
    rmSync(configFile, { force: true })
  }
}

function readConfigText(): string {
  return readFileSync(join(projectFolder, 'wrangler.toml'), 'utf8')
}

function readNames(): { databaseName: string } {
  const databaseName = /^database_name\s*=\s*"([^"]+)"/m.exec(readConfigText())?.[1]
  if (!databaseName) throw new Refusal('wrangler.toml names no D1 database (database_name).')
  return { databaseName }
}

function writeConfig(databaseId: string): void {
  const text = readConfigText().replace(/^(database_name\s*=.*)$/m, `$1\ndatabase_id = "${databaseId}"`)
  writeFileSync(configFile, text)
}

/** Identity of the account's database of that name, made when there is none. */
function ensureDatabase(name: string): string {
  const find = (): string | undefined => {
    const databases: { name: string; uuid: string }[] = JSON.parse(runWrangler(['d1', 'list', '--json']))
    return databases.find((database) => database.name === name)?.uuid
  }
  const existing = find()
  if (existing) return existing
  console.log(`Creating the D1 database ${name}`)
  runWrangler(['d1', 'create', name])
  const made = find()
  if (!made)
    throw new Refusal(`Cloudflare lists no D1 database ${name} after making it. Run the command again in a minute.`)
  return made
}

function ensureBucket(name: string): void {
  if (tryWrangler(['r2', 'bucket', 'info', name, '--json']).isOk) return
  console.log(`Creating the R2 bucket ${name}`)
  runWrangler(['r2', 'bucket', 'create', name])
}

/**
 * Makes the secrets that the Worker lacks; they go to wrangler by its standard input. The master secret is made once:
 * what was sealed with it is lost without it, so a provider who wants a copy gives his own by HOLDFAST_MASTER_SECRET.
 */
function ensureSecrets(wantsNewLink: boolean): string | undefined {
  const known = listSecrets()
  if (!known.includes('HOLDFAST_MASTER_SECRET')) {
    putSecret('HOLDFAST_MASTER_SECRET', process.env.HOLDFAST_MASTER_SECRET ?? randomBytes(32).toString('base64url'))
  }
  if (known.includes('HOLDFAST_SETUP_TOKEN_SHA256') && !wantsNewLink) return undefined
  const token = randomBytes(32).toString('base64url')
  putSecret('HOLDFAST_SETUP_TOKEN_SHA256', createHash('sha256').update(token).digest('hex'))
  return token
}

function listSecrets(): string[] {
  const { isOk, output } = tryWrangler(['secret', 'list', '--format', 'json', '--config', configFile])
  if (isOk) return JSON.parse(output).map(({ name }: { name: string }) => name)
  // A Worker that does not exist yet has none; any other failure must not lead to a second master secret.
  if (/10007|not found|does not exist/i.test(output)) return []
  throw new Refusal(`The Worker's secrets cannot be listed: ${output.trim().split('\n').at(-1)}`)
}

function putSecret(name: string, value: string): void {
  console.log(`Setting the secret ${name}`)
  runWrangler(['secret', 'put', name, '--config', configFile], { input: value })
}
