import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AuditFacts,
  CHAIN_START,
  type ChainFault,
  type ChainLink,
  type ChainPosition,
  checkHead,
  checkpointText,
  followLink,
  readCheckpoint,
  sealEvent,
} from './audit-chain.ts'

const digest = async (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')

function anEvent(number: number, changes: Partial<AuditFacts> = {}): AuditFacts {
  return {
    uid: `event-${number}`,
    organizationUid: 'acme',
    at: 1_700_000_000_000 + number,
    lastAt: null,
    kind: 'CompanyEdited',
    targetType: 'Company',
    targetUid: 'acme',
    requestId: null,
    repeatCount: 1,
    details: JSON.stringify({ name: `Acme ${number}` }),
    changes: null,
    actorUserUid: 'anna',
    actorName: 'Anna',
    impersonatorUserUid: null,
    impersonatorName: null,
    clientAddress: '192.0.2.1',
    userAgent: null,
    signInMethod: 'password',
    secondFactor: 'totp',
    ...changes,
  }
}

async function aChain(length: number): Promise<{ links: ChainLink[]; head: ChainPosition }> {
  const links: ChainLink[] = []
  let at = CHAIN_START
  for (let number = 1; number <= length; number++) {
    const link = await sealEvent(anEvent(number), `salt-${number}`, at, digest)
    links.push(link)
    at = link
  }
  return { links, head: { sequence: at.sequence, hash: at.hash } }
}

async function verify(
  links: readonly ChainLink[],
  head: ChainPosition,
  start = CHAIN_START,
): Promise<ChainFault | null> {
  let at = start
  for (const link of links) {
    const followed = await followLink(at, link, digest)
    if (!followed.ok) return followed.failure
    at = followed.value
  }
  return checkHead(at, head)
}

describe('a chain of events', () => {
  it('verifies as it was sealed, whole and behind a cut', async () => {
    const { links, head } = await aChain(5)
    expect(await verify(links, head)).toBeNull()
    const cut = { sequence: 2, hash: links[1]?.hash ?? '' }
    expect(await verify(links.slice(2), head, cut)).toBeNull()
  })

  it('verifies for a reader from whom persons are hidden', async () => {
    const { links, head } = await aChain(3)
    expect(
      await verify(
        links.map((link) => ({ ...link, person: null })),
        head,
      ),
    ).toBeNull()
  })

  it('breaks wherever anything is done to it', async () => {
    const { links, head } = await aChain(12)
    const edit = fc.record({
      kind: fc.constantFrom('edit', 'person', 'remove', 'swap', 'insert', 'repeat'),
      index: fc.integer({ min: 0, max: 10 }),
    })
    await fc.assert(
      fc.asyncProperty(edit, async ({ kind, index }) => {
        const tampered = [...links]
        const link = tampered[index]
        const next = tampered[index + 1]
        if (link === undefined || next === undefined) throw new Error('no such link')
        switch (kind) {
          case 'edit':
            tampered[index] = { ...link, entry: link.entry.replace('Acme', 'Evil') }
            break
          case 'person':
            tampered[index] = { ...link, person: (link.person ?? '').replace('Anna', 'Carl') }
            break
          case 'remove':
            tampered.splice(index, 1)
            break
          case 'swap':
            tampered.splice(index, 2, { ...next, sequence: link.sequence }, { ...link, sequence: next.sequence })
            break
          case 'insert':
            tampered.splice(index, 0, await sealEvent(anEvent(99), 'salt', { ...link, sequence: index }, digest))
            break
          case 'repeat':
            tampered.splice(index, 0, link)
            break
        }
        const fault = await verify(tampered, head)
        expect(fault?.sequence).toBeGreaterThanOrEqual(index + 1)
        expect(fault?.sequence).toBeLessThanOrEqual(index + 2)
      }),
    )
  })

  it('breaks at its end when the last events are gone, or the whole rest was sealed anew', async () => {
    const { links, head } = await aChain(4)
    expect(await verify(links.slice(0, 3), head)).toEqual({ sequence: 4, reason: 'The event is missing.' })
    expect(await verify(links.slice(0, 1), head)).toEqual({ sequence: 2, reason: 'The events 2 to 4 are missing.' })
    const forged = [...links.slice(0, 3), await sealEvent(anEvent(7), 'salt', links[2] ?? CHAIN_START, digest)]
    expect(await verify(forged, head)).toEqual({ sequence: 4, reason: 'The chain does not end in what was signed.' })
  })

  it('seals every fact of an event', async () => {
    const plain = anEvent(1, { lastAt: 5, changes: '{"name":{"from":"A","to":"B"}}', requestId: 'r' })
    const sealed = await sealEvent(plain, 'salt', CHAIN_START, digest)
    for (const name of Object.keys(plain)) {
      const value = plain[name as keyof AuditFacts]
      const other =
        typeof value === 'number' ? value + 1 : name === 'details' ? '{}' : name === 'changes' ? null : `x${value}`
      expect((await sealEvent({ ...plain, [name]: other }, 'salt', CHAIN_START, digest)).hash, name).not.toBe(
        sealed.hash,
      )
    }
  })
})

describe('a checkpoint', () => {
  it('is read back as it was written', () => {
    const checkpoint = {
      organizationUid: 'acme',
      head: { sequence: 9, hash: 'b' },
      cut: { sequence: 2, hash: 'a' },
      sealedAt: 1_700_000_000_000,
    }
    expect(readCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint)
    expect(readCheckpoint('{"v":2}')).toBeNull()
    expect(readCheckpoint('nothing')).toBeNull()
  })
})
