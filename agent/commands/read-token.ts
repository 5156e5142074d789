/** Where the enrolment token comes from: a file, standard input or the environment; never the command line. */
import { fstatSync, readFileSync } from 'node:fs'
import { fail, ok, type Result } from '../../domain/result.ts'

const MOST_CHARACTERS = 200
/** A pipe that is open without anybody writing must not hold the enrolment up. */
const WAIT_FOR_INPUT_MS = 2000

/** Null: none was given. The failure is a sentence. */
export async function readToken(tokenFile: string | null): Promise<Result<string | null, string>> {
  if (tokenFile !== null && tokenFile !== '-') {
    try {
      return checkToken(readFileSync(tokenFile, 'utf8'), tokenFile)
    } catch (error) {
      return fail(
        `The token file ${tokenFile} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      )
    }
  }
  if (tokenFile === '-') {
    const given = checkToken(await readInput(null), 'standard input')
    return given.ok && given.value === null ? fail('Standard input holds no token.') : given
  }
  const fromEnvironment = process.env.HOLDFAST_ENROL_TOKEN
  if (fromEnvironment) return checkToken(fromEnvironment, 'HOLDFAST_ENROL_TOKEN')
  return isInputGiven() ? checkToken(await readInput(WAIT_FOR_INPUT_MS), 'standard input') : ok(null)
}

function checkToken(text: string, origin: string): Result<string | null, string> {
  const token = text.trim()
  if (token === '') return ok(null)
  if (token.length <= MOST_CHARACTERS && /^[\x21-\x7e]+$/.test(token)) return ok(token)
  return fail(`What ${origin} holds is no enrolment token.`)
}

/** A pipe or a file, as in `echo TOKEN | holdfast-agent enrol`; a service manager or a test gives something else. */
function isInputGiven(): boolean {
  try {
    const input = fstatSync(0)
    return input.isFIFO() || input.isFile()
  } catch {
    return false
  }
}

function readInput(withinMs: number | null): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const done = () => {
      clearTimeout(timer)
      process.stdin.destroy()
      resolve(text)
    }
    const timer = withinMs === null ? undefined : setTimeout(done, withinMs)
    process.stdin.setEncoding('utf8')
    process.stdin.on('data', (chunk: string) => {
      text += chunk
      if (text.length > 10 * MOST_CHARACTERS) done()
    })
    process.stdin.on('end', done)
    process.stdin.on('error', done)
  })
}
