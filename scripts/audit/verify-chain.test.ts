import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHAIN_START, type ChainLink, type ChainPosition, checkpointText, sealEvent } from '../../domain/audit-chain.ts'
import { auditSigner } from '../../worker/auth/audit-key.ts'
import type { AuditChain } from '../../worker/contract/event-logs/audit-chains.ts'
import { readExport } from './read-export.ts'
import { goneSince, lostChains, verifyChain } from './verify-chain.ts'

const ACME = '00000000-0000-4000-8000-00000000000a'
const HASH = 'h'.repeat(64)
const secrets = (byte: number) => ({ HOLDFAST_MASTER_SECRET: Buffer.alloc(32, byte).toString('base64url') })
const digest = async (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
const folder = mkdtempSync(join(tmpdir(), 'holdfast-audit-'))

let links: ChainLink[]
let chain: AuditChain

async function aLink(number: number, previous: ChainPosition): Promise<ChainLink> {
  const event = {
    uid: `event-${number}`,
    organizationUid: ACME,
    at: 1_700_000_000_000 + number,
    lastAt: null,
    kind: 'CompanyEdited',
    targetType: null,
    targetUid: null,
    requestId: null,
    repeatCount: 1,
    details: '{"name":"Acme, \\"Inc\\"\\nand sons"}',
    changes: null,
    actorUserUid: null,
    actorName: 'Ännchen',
    impersonatorUserUid: null,
    impersonatorName: null,
    clientAddress: null,
    userAgent: null,
    signInMethod: null,
    secondFactor: null,
  }
  return sealEvent(event, 'salt', previous, digest)
}

async function aSignedChain(head: ChainPosition, secretByte = 7): Promise<AuditChain> {
  const signer = await auditSigner(secrets(secretByte))
  const text = checkpointText({ organizationUid: ACME, head, cut: CHAIN_START, sealedAt: 1_700_000_000_000 })
  return {
    organizationUid: ACME,
    length: head.sequence,
    headSequence: head.sequence,
    headHash: head.hash,
    sealedDate: null,
    prunedSequence: 0,
    prunedHash: CHAIN_START.hash,
    pendingCount: 0,
    checkpoint: { text, signature: await signer.sign(text), keyId: signer.kid, publicKey: signer.publicKey },
    verifiedDate: null,
    verifiedSequence: null,
    faultSequence: null,
    fault: null,
  }
}

beforeAll(async () => {
  links = []
  for (let number = 1; number <= 4; number++) links.push(await aLink(number, links.at(-1) ?? CHAIN_START))
  chain = await aSignedChain(links.at(-1) ?? CHAIN_START)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('what the console gave out', () => {
  it('holds as it was given, and says how far', async () => {
    expect(await verifyChain(chain, links)).toMatchObject({ fault: null, count: 4, first: 1, last: { sequence: 4 } })
  })

  it('may lack the signature: then the links alone are judged', async () => {
    expect(await verifyChain(null, links.slice(1))).toMatchObject({ fault: null, count: 3, first: 2 })
    const [first, second, ...rest] = links
    expect(await verifyChain(null, [first, { ...second, entry: '{}' }, ...rest] as ChainLink[])).toMatchObject({
      fault: 'event 2: The event was changed after it was sealed.',
    })
  })

  it('names the first event that does not hold', async () => {
    expect((await verifyChain(chain, links.slice(1))).fault).toBe('event 1: The event is missing.')
    expect((await verifyChain(chain, links.slice(0, 2))).fault).toBe('event 3: The events 3 to 4 are missing.')
  })

  it('tells of events behind the signed end, which must follow all the same', async () => {
    const shorter = await aSignedChain(links[1] ?? CHAIN_START)
    expect(await verifyChain(shorter, links)).toMatchObject({ fault: null, count: 2, unsigned: 4 })
    expect(await verifyChain(chain, links)).toMatchObject({ unsigned: 0 })
    const forged = { ...(await aLink(5, links[3] ?? CHAIN_START)), hash: HASH }
    expect((await verifyChain(chain, [...links, forged])).fault).toBe(
      'event 5: The event was changed after it was sealed.',
    )
  })

  it('may not lack a chain that an earlier checkpoint has signed', () => {
    const gone = lostChains([chain, chain], new Set(), undefined)
    expect(gone.map(goneSince)).toMatchObject([{ fault: expect.stringContaining('has signed event 4') }])
    expect(lostChains([chain], new Set([ACME]), undefined)).toEqual([])
    expect(lostChains([chain], new Set(), 'another organization')).toEqual([])
  })

  it('does not pass with a signature of another key than the one that is expected', async () => {
    const forged = await aSignedChain(links.at(-1) ?? CHAIN_START, 9)
    expect((await verifyChain(forged, links)).fault).toBeNull()
    const expected = { publicKey: chain.checkpoint?.publicKey ?? null, earlier: [] }
    expect((await verifyChain(forged, links, expected)).fault).toBe('checkpoint: The signature is not valid.')
    expect((await verifyChain(chain, links, expected)).fault).toBeNull()
  })

  it('must hold what an earlier checkpoint has signed', async () => {
    const known = { sequence: 3, hash: links[2]?.hash ?? '' }
    expect((await verifyChain(chain, links, { publicKey: null, earlier: [known] })).fault).toBeNull()
    const shorter = await aSignedChain(links[1] ?? CHAIN_START)
    expect((await verifyChain(shorter, links.slice(0, 2), { publicKey: null, earlier: [known] })).fault).toBe(
      'event 3: The chain ends before event 3, which an earlier checkpoint has signed.',
    )
    const other = { sequence: 3, hash: HASH }
    expect((await verifyChain(chain, links, { publicKey: null, earlier: [other] })).fault).toContain('event 3')
  })
})

describe('an exported file', () => {
  const keep = (name: string, text: string) => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  }
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`

  it('is read from CSV, with whatever stands in its cells', async () => {
    const rows = links.map(({ sequence, previousHash, hash, entry }) => [
      sequence,
      previousHash,
      hash,
      quote(entry),
      '',
    ])
    const header = 'sequence,previousHash,hash,entry,person'
    const file = keep('export.csv', [header, ...rows.map((row) => row.join(',')), ''].join('\r\n'))
    const read = readExport(file)
    expect(read.entries).toEqual(links.map((link) => ({ ...link, person: null })))
    expect((await verifyChain(chain, read.entries)).fault).toBeNull()
  })

  it('is read from an answer of the console, and from what was saved with its chain', () => {
    expect(readExport(keep('page.json', JSON.stringify({ data: links, meta: null })))).toEqual({
      chain: null,
      entries: links,
    })
    expect(readExport(keep('saved.json', JSON.stringify({ chain, entries: links })))).toEqual({ chain, entries: links })
  })

  it('is refused when it is something else', () => {
    expect(() => readExport(keep('other.json', '{"data":[{"a":1}]}'))).toThrow('no sealed events')
    expect(() => readExport(keep('other.csv', 'a,b\r\n1,2\r\n'))).toThrow('is not the CSV')
  })
})
