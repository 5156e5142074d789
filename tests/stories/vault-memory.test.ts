/**
 * Bodies stream: the memory of the console does not grow with what is uploaded. The ceilings are those that docs/vault.md
 * states for ten objects of 128 MiB; HOLDFAST_UPLOAD_MIB=128 measures just that.
 */
import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startConsole, type TestConsole } from '../support/console.ts'
import { type ConsoleMemory, peakMemory } from '../support/process-memory.ts'
import { authorizationOf, vaultClient } from '../support/vault-client.ts'
import { makeVaultTenancy, type VaultCredential } from '../support/vault-tenancy.ts'

const MIB = 1024 * 1024
const UPLOADS = 10
const UPLOAD_MIB = Number(process.env.HOLDFAST_UPLOAD_MIB ?? 32)
const CEILING: ConsoleMemory = { runtimeBytes: 320 * MIB, hostBytes: 384 * MIB }

let holdfast: TestConsole
let credential: VaultCredential

beforeAll(async () => {
  holdfast = await startConsole()
  const tenancy = await makeVaultTenancy(holdfast)
  credential = await tenancy.issueCredential(await tenancy.makeRepository(), 'appendOnly')
})
afterAll(() => holdfast.dispose())

/** A body of that many mebibytes, made while it is read; each is different by its first bytes. */
function* mebibytesOf(block: Buffer, seed: Buffer): Generator<Buffer> {
  for (let index = 0; index < UPLOAD_MIB; index++)
    yield index === 0 ? Buffer.concat([seed, block.subarray(seed.length)]) : block
}

function uploadLarge(block: Buffer): Promise<{ path: string; status: number }> {
  const seed = randomBytes(32)
  const digest = createHash('sha256')
  for (const part of mebibytesOf(block, seed)) digest.update(part)
  const path = `data/${digest.digest('hex')}`
  return new Promise((resolve, reject) => {
    const headers = { Authorization: authorizationOf(credential), 'Content-Length': UPLOAD_MIB * MIB }
    const upload = request(credential.address + path, { method: 'POST', headers }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve({ path, status: answer.statusCode ?? 0 }))
    })
    upload.on('error', reject)
    Readable.from(mebibytesOf(block, seed)).pipe(upload)
  })
}

describe('ten uploads and downloads at the same time', () => {
  it(`of ${UPLOAD_MIB} MiB each stay under the stated memory`, async () => {
    const block = randomBytes(MIB)
    const uploads = Promise.all(Array.from({ length: UPLOADS }, () => uploadLarge(block)))
    const whileWriting = await peakMemory(holdfast.stateFolder, uploads)
    const stored = await uploads
    expect(stored.map(({ status }) => status)).toEqual(Array(UPLOADS).fill(200))
    const vault = vaultClient(credential)
    const downloads = Promise.all(stored.map(async ({ path }) => (await vault.get(path)).body.length))
    const whileReading = await peakMemory(holdfast.stateFolder, downloads)
    expect(await downloads).toEqual(Array(UPLOADS).fill(UPLOAD_MIB * MIB))
    for (const peak of [whileWriting, whileReading]) {
      expect(peak.runtimeBytes).toBeLessThan(CEILING.runtimeBytes)
      expect(peak.hostBytes).toBeLessThan(CEILING.hostBytes)
    }
  })
})
