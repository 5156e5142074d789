/**
 * `npm run bench -- auth`: sign-ins, checks of access tokens, API keys and cookies per second, and what the check adds to a
 * request: warm (remembered in the isolate) and cold (first request of its credential). Baselines of the same run: the
 * same Worker answering a path that nobody has to sign in for and that asks no database; one bare scrypt of the same cost;
 * one bare row of D1 by its key. Requests of all kinds are interleaved. Fails when a warm check adds more than half a
 * request without any, or a sign-in takes more than twice its scrypt.
 */
import { createHash, randomBytes } from 'node:crypto'
import { issueAccessToken } from '../../worker/auth/access-token.ts'
import { type BenchRuntime, median, startBenchRuntime } from '../support/bench-runtime.ts'

const CREDENTIALS = 240
const SIGN_IN_ROUNDS = 25
const WARM_ROUNDS = 400
const SECONDS_PER_RATE = 4
const PARALLEL = 16
const MAX_WARM_RATIO = 1.5
const MAX_SIGN_IN_RATIO = 2

/** Signed in, and without a question to the database in its handler. */
const CHECKED_PATH = '/api/v3/authentication/keys/totp-secret'
/** Through the whole Worker to the router, which knows no such path. */
const UNCHECKED_PATH = '/api/v3/no/such/path'

const BARE = `import { scrypt } from 'node:crypto'
export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname === '/bare/scrypt') {
      const options = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 27 }
      await new Promise((resolve, reject) =>
        scrypt('password', 'salt of 16 bytes', 32, options, (error) => (error ? reject(error) : resolve())))
      return new Response('ok')
    }
    return Response.json(await env.DB.prepare('SELECT * FROM users LIMIT 1').first())
  },
}`

type Kind = 'unchecked' | 'bareRow' | 'token' | 'apiKey' | 'cookie'
type Credential = 'token' | 'apiKey' | 'cookie'
const CREDENTIAL_KINDS: readonly Credential[] = ['token', 'apiKey', 'cookie']
const NAMES: Record<Credential, string> = { token: 'access token', apiKey: 'API key', cookie: 'session cookie' }

const runtime = await startBenchRuntime(BARE)
try {
  const headers = await seedCredentials(runtime)
  const signIn = await measureSignIn(runtime)
  const cold = await measureCold(runtime, headers)
  const warm = await measureWarm(runtime, headers)
  report(signIn, cold, warm)
  await reportRates(runtime, headers)
} finally {
  await runtime.dispose()
}

async function ask(
  { base }: BenchRuntime,
  path: string,
  options: { headers?: Record<string, string>; form?: Record<string, string>; status?: number } = {},
): Promise<number> {
  const { headers = {}, form, status = 200 } = options
  const startedAt = performance.now()
  const response = await fetch(`${base}${path}`, {
    headers,
    ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
  })
  const text = await response.text()
  const ms = performance.now() - startedAt
  if (response.status !== status) throw new Error(`${path} answered ${response.status}: ${text}`)
  return ms
}

function askUnchecked(on: BenchRuntime): Promise<number> {
  return ask(on, UNCHECKED_PATH, { status: 404 })
}

function askChecked(on: BenchRuntime, headers: Record<string, string>): Promise<number> {
  return ask(on, CHECKED_PATH, { headers })
}

/** Each user for itself: attempts for one name at the same time wait for each other. */
function askSignIn(on: BenchRuntime, index = 0): Promise<number> {
  const form = { grant_type: 'password', username: `bench-${index % PARALLEL}`, password: on.administrator.password }
  return ask(on, '/api/v3/token', { form })
}

/** Many credentials of each kind, put where a sign-in would put them. */
async function seedCredentials({
  database,
  masterSecret,
}: BenchRuntime): Promise<Record<Credential, Record<string, string>[]>> {
  const { uid: userUid } = (await database.prepare('SELECT uid FROM users').first<{ uid: string }>()) ?? { uid: '' }
  const now = Date.now()
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  const insertSession = (uid: string, kind: 'portal' | 'token', cookie: string | null) =>
    database
      .prepare(
        `INSERT INTO sessions (uid, user_uid, kind, cookie_sha256, created_at, last_seen_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .bind(uid, userUid, kind, cookie === null ? null : sha256(cookie), now, now, now + 3_600_000)
  const seeded: Record<Credential, Record<string, string>[]> = { token: [], apiKey: [], cookie: [] }
  const statements = Array.from({ length: PARALLEL }, (_, index) =>
    database
      .prepare(
        `INSERT INTO users (uid, organization_uid, role, user_name, user_name_fold, user_name_natural, password_hash,
          created_at, updated_at)
        SELECT ?1, organization_uid, role, ?2, ?2, ?2, password_hash, created_at, updated_at FROM users WHERE uid = ?3`,
      )
      .bind(crypto.randomUUID(), `bench-${index}`, userUid),
  )
  for (let index = 0; index < CREDENTIALS; index++) {
    const [tokenSession, cookieSession] = [crypto.randomUUID(), crypto.randomUUID()]
    const cookie = randomBytes(32).toString('base64url')
    const key = `hfk_${randomBytes(32).toString('base64url')}`
    statements.push(
      insertSession(tokenSession, 'token', null),
      insertSession(cookieSession, 'portal', cookie),
      database
        .prepare(
          `INSERT INTO user_logins (user_uid, kind, description, scopes, secret_sha256, created_at, last_used_at)
          VALUES (?, 'apiKey', 'bench', '["rest"]', ?, ?, ?)`,
        )
        .bind(userUid, sha256(key), now, now),
    )
    const token = await issueAccessToken({ HOLDFAST_MASTER_SECRET: masterSecret }, tokenSession, userUid, now)
    seeded.token.push({ Authorization: `Bearer ${token}` })
    seeded.cookie.push({ Cookie: `__Host-holdfast=${cookie}` })
    seeded.apiKey.push({ Authorization: `Bearer ${key}` })
  }
  await database.batch(statements)
  return seeded
}

interface SignInTimes {
  signIn: number[]
  scrypt: number[]
}

async function measureSignIn(on: BenchRuntime): Promise<SignInTimes> {
  const times: SignInTimes = { signIn: [], scrypt: [] }
  for (let round = -3; round < SIGN_IN_ROUNDS; round++) {
    const signInMs = await askSignIn(on)
    const scryptMs = await ask(on, '/bare/scrypt')
    if (round < 0) continue
    times.signIn.push(signInMs)
    times.scrypt.push(scryptMs)
  }
  return times
}

type Times = Record<Kind, number[]>
function noTimes(): Times {
  return { unchecked: [], bareRow: [], token: [], apiKey: [], cookie: [] }
}

/** Each credential for the first time. */
async function measureCold(on: BenchRuntime, headers: Record<Credential, Record<string, string>[]>): Promise<Times> {
  const times = noTimes()
  for (let index = 0; index < CREDENTIALS; index++) {
    times.unchecked.push(await askUnchecked(on))
    times.bareRow.push(await ask(on, '/bare/row'))
    for (const kind of CREDENTIAL_KINDS) times[kind].push(await askChecked(on, headers[kind][index] ?? {}))
  }
  return times
}

/** One credential of each kind again and again. */
async function measureWarm(on: BenchRuntime, headers: Record<Credential, Record<string, string>[]>): Promise<Times> {
  const times = noTimes()
  for (let round = 0; round < WARM_ROUNDS; round++) {
    times.unchecked.push(await askUnchecked(on))
    for (const kind of CREDENTIAL_KINDS) times[kind].push(await askChecked(on, headers[kind][0] ?? {}))
  }
  return times
}

function report(signIn: SignInTimes, cold: Times, warm: Times): void {
  const line = (name: string, ms: number, note: string) =>
    console.log(`  ${name.padEnd(26)} ${ms.toFixed(2).padStart(8)} ms  ${note}`)
  const [signInMs, scryptMs] = [median(signIn.signIn), median(signIn.scrypt)]
  console.log(`Medians of ${SIGN_IN_ROUNDS} sign-ins by password`)
  line('one bare scrypt', scryptMs, 'the baseline')
  line('sign-in', signInMs, `${(signInMs / scryptMs).toFixed(2)} x the scrypt`)
  const [uncheckedCold, row] = [median(cold.unchecked), median(cold.bareRow)]
  console.log(`Medians of ${CREDENTIALS} credentials, each for the first time (cold)`)
  line('no check', uncheckedCold, 'the baseline')
  line('one bare row of D1', row, `${(row / uncheckedCold).toFixed(2)} x no check`)
  for (const kind of CREDENTIAL_KINDS) {
    const ms = median(cold[kind])
    line(
      NAMES[kind],
      ms,
      `adds ${(ms - uncheckedCold).toFixed(2)} ms: ${(ms / uncheckedCold).toFixed(2)} x no check, ${(ms / row).toFixed(2)} x the row`,
    )
  }
  const unchecked = median(warm.unchecked)
  console.log(`Medians of ${WARM_ROUNDS} requests with the same credential (warm)`)
  line('no check', unchecked, 'the baseline')
  let isWithinLimits = signInMs <= MAX_SIGN_IN_RATIO * scryptMs
  for (const kind of CREDENTIAL_KINDS) {
    const ms = median(warm[kind])
    line(NAMES[kind], ms, `adds ${(ms - unchecked).toFixed(2)} ms: ${(ms / unchecked).toFixed(2)} x no check`)
    isWithinLimits = isWithinLimits && ms <= MAX_WARM_RATIO * unchecked
  }
  if (isWithinLimits) return
  console.error(
    `A warm check takes more than ${MAX_WARM_RATIO} x no check, or a sign-in more than ${MAX_SIGN_IN_RATIO} x its scrypt.`,
  )
  process.exitCode = 1
}

async function reportRates(on: BenchRuntime, headers: Record<Credential, Record<string, string>[]>): Promise<void> {
  console.log(`Per second, ${PARALLEL} at a time`)
  const bare = await rate(() => ask(on, '/bare/scrypt'))
  let signedIn = 0
  const signIns = await rate(() => askSignIn(on, signedIn++))
  const unchecked = await rate(() => askUnchecked(on))
  const line = (name: string, perSecond: number, baseline: number, of: string) =>
    console.log(
      `  ${name.padEnd(26)} ${perSecond.toFixed(0).padStart(8)} /s  ${(perSecond / baseline).toFixed(2)} x ${of}`,
    )
  line('one bare scrypt', bare, bare, 'itself, the baseline')
  line('sign-in', signIns, bare, 'the scrypt')
  line('no check', unchecked, unchecked, 'itself, the baseline')
  for (const kind of CREDENTIAL_KINDS) {
    let next = 0
    const perSecond = await rate(() => askChecked(on, headers[kind][next++ % CREDENTIALS] ?? {}))
    line(`${NAMES[kind]} check`, perSecond, unchecked, 'no check')
  }
}

/** Of what is asked by so many at a time for some seconds. */
async function rate(once: () => Promise<number>): Promise<number> {
  const startedAt = performance.now()
  const isOver = () => performance.now() - startedAt > SECONDS_PER_RATE * 1000
  let count = 0
  const askOn = async () => {
    while (!isOver()) {
      await once()
      count++
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, askOn))
  return (count * 1000) / (performance.now() - startedAt)
}
