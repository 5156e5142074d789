/** Which way mail of an organization goes, and whom it is from. */
import { isEmailAddress } from '../../domain/email-address.ts'
import type { Env } from '../env.ts'
import { resolveBrand } from './brand.ts'
import type { ChainLink, StoredSmtp } from './organization-chain.ts'

export type MailWay =
  | {
      kind: 'smtp'
      smtp: StoredSmtp
      secretSealed: string | null
      /** Whose server it is. */
      ownerUid: string
      isInherited: boolean
    }
  | { kind: 'emailService' }
  | { kind: 'log' }
  | { kind: 'none' }

export type MailWayEnv = Pick<Env, 'EMAIL' | 'HOLDFAST_MAIL_LOG' | 'HOLDFAST_URL'>

/**
 * The mail server of the organization or of the next one above that has one; otherwise the platform's mail service where
 * it is bound; otherwise, on a local console, the log. `chain`: lowest first.
 */
export function findMailWay(env: MailWayEnv, chain: readonly ChainLink[]): MailWay {
  const index = chain.findIndex(({ smtp }) => smtp !== null)
  const owner = chain[index]
  if (owner?.smtp)
    return {
      kind: 'smtp',
      smtp: owner.smtp,
      secretSealed: owner.smtpSecretSealed,
      ownerUid: owner.uid,
      isInherited: index > 0,
    }
  if (env.EMAIL !== undefined) return { kind: 'emailService' }
  return env.HOLDFAST_MAIL_LOG === undefined || env.HOLDFAST_MAIL_LOG === '' ? { kind: 'none' } : { kind: 'log' }
}

export interface MailSender {
  name: string
  address: string
  /** Where answers go instead; null: to the sender. */
  replyTo: string | null
}

/**
 * A mail server is trusted with the addresses of its owner only: an organization that sends by the server of the one above
 * is named in the sender's name, and answered at its own address, but the address is the owner's.
 */
export function findSender(env: MailWayEnv, chain: readonly ChainLink[]): MailSender {
  const ownerIndex = Math.max(
    0,
    chain.findIndex(({ smtp }) => smtp !== null),
  )
  const usesOwnServer = chain[ownerIndex]?.smtp !== null && chain[ownerIndex]?.smtp !== undefined
  const owners = usesOwnServer ? chain.slice(ownerIndex) : chain.slice(-1)
  const below = usesOwnServer ? chain.slice(0, ownerIndex) : chain.slice(0, -1)
  const userName = owners[0]?.smtp?.oAuth2?.userId ?? owners[0]?.smtp?.userName ?? ''
  const address =
    owners.find(({ notification }) => notification.defaultFrom)?.notification.defaultFrom ??
    (isEmailAddress(userName) ? userName : null) ??
    owners.find(({ email }) => email !== null)?.email ??
    `no-reply@${hostForAddress(env.HOLDFAST_URL)}`
  const ownAddress = below.find(({ notification }) => notification.defaultFrom)?.notification.defaultFrom ?? null
  const ownName = chain.find(({ notification }) => notification.defaultSenderName)?.notification.defaultSenderName
  return {
    name: ownName ?? resolveBrand(chain).portalName,
    address,
    replyTo: ownAddress === address ? null : ownAddress,
  }
}

/** A host that may stand behind an @: a number is none. */
export function hostForAddress(consoleUrl: string): string {
  const host = URL.canParse(consoleUrl) ? new URL(consoleUrl).hostname : 'localhost'
  return /^[\d.]+$|:/.test(host) ? 'localhost' : host
}
