/** The chain that seals an organization's audit, and all that is needed to verify it without trusting the console. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'

export const auditCheckpoint = z
  .object({
    text: z.string().describe('The exact text that is signed: JSON with the head of the chain and its cut.'),
    signature: z.string().describe('Ed25519 over the UTF-8 bytes of the text, base64url.'),
    keyId: z.string(),
    publicKey: z
      .string()
      .nullable()
      .describe('Ed25519, base64url. Null: signed under a master secret that the console no longer knows.'),
  })
  .meta({ id: 'AuditCheckpoint' })

export const auditChain = z
  .object({
    organizationUid: uid,
    length: z.int().describe('Sealed events that are kept.'),
    headSequence: z.int().describe('Of the last sealed event; 0: none yet.'),
    headHash: z.string().nullable(),
    sealedDate: dateTime.nullable(),
    prunedSequence: z.int().describe('Up to this event, retention has taken the chain.'),
    prunedHash: z.string().nullable().describe('What the first event that is kept links to.'),
    pendingCount: z
      .int()
      .describe('Events that wait to be sealed: within a minute, or at the end of the hour that counts them.'),
    checkpoint: auditCheckpoint.nullable(),
    verifiedDate: dateTime.nullable().describe('When the console verified its own chain last.'),
    verifiedSequence: z.int().nullable(),
    faultSequence: z.int().nullable().describe('The first event at which the chain breaks.'),
    fault: z.string().nullable().describe('Null: nothing was found.'),
  })
  .meta({ id: 'AuditChain' })
export type AuditChain = z.output<typeof auditChain>

export const auditChainEntry = z
  .object({
    sequence: z.int(),
    previousHash: z.string(),
    hash: z.string().describe('SHA-256, hex, of the UTF-8 bytes of: previous hash, line feed, entry.'),
    entry: z.string().describe('JSON text of the event, exactly as it was sealed.'),
    person: z
      .string()
      .nullable()
      .describe(
        'JSON text of who did it, whose SHA-256 is in the entry. Null: out of the caller’s reach; the chain verifies without.',
      ),
  })
  .meta({ id: 'AuditChainEntry' })
export type AuditChainEntry = z.output<typeof auditChainEntry>

const organizationParams = z.object({ organizationUid: uid })

export const getAuditChains = operation({
  operationId: 'getAuditChains',
  method: 'get',
  path: '/eventLogs/auditChains',
  tag: 'holdfast',
  summary:
    'Lists the audit chains of the organizations that the caller reaches, with what their last verification found.',
  access: 'activityLog.read',
  answer: { kind: 'page', item: auditChain },
})

export const getAuditChain = operation({
  operationId: 'getAuditChain',
  method: 'get',
  path: '/organizations/{organizationUid}/auditChain',
  tag: 'holdfast',
  summary: 'The audit chain of an organization: head, signed checkpoint and last verification.',
  access: 'activityLog.read',
  params: organizationParams,
  answer: { kind: 'object', schema: auditChain },
})

export const getAuditChainEntries = operation({
  operationId: 'getAuditChainEntries',
  method: 'get',
  path: '/organizations/{organizationUid}/auditChain/entries',
  tag: 'holdfast',
  summary:
    'The sealed events of an organization in the order of the chain; as CSV or JSON they can be verified offline.',
  access: 'activityLog.read',
  params: organizationParams,
  answer: { kind: 'page', item: auditChainEntry },
})

export const AUDIT_CHAIN_OPERATIONS = [getAuditChains, getAuditChain, getAuditChainEntries]
