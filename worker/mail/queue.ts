/**
 * Mail waits in D1: a mail is written in the same batch as the change that it tells of, so neither comes without the
 * other, and is sent later by the mail object (worker/mail/deliver.ts). Its words are sealed, since links and first
 * passwords stand in them, and erased once it is delivered.
 */
import { and, eq, inArray } from 'drizzle-orm'
import { foldKey } from '../../domain/collation.ts'
import { isEmailAddress } from '../../domain/email-address.ts'
import { fillInOwnWords } from '../../domain/own-words.ts'
import { MAIL_OBJECT_NAME } from '../../durable-objects/provider/rpc.ts'
import { sealSecret } from '../auth/secret-box.ts'
import type { Db, Statement } from '../db/client.ts'
import { newUid } from '../db/new-uid.ts'
import { mails, welcomeTemplates } from '../db/schema/mail.ts'
import type { Env } from '../env.ts'
import { resolveBrand } from './brand.ts'
import { effectiveLoginUrl } from './login-url.ts'
import { type ChainLink, readChain } from './organization-chain.ts'
import { resolveLanguage } from './templates/languages.ts'
import { type LaidOutMail, layOut } from './templates/lay-out.ts'
import type { MailSurroundings, MailTemplate, MailValues } from './templates/mail-content.ts'

export type { MailTemplate, MailValues } from './templates/mail-content.ts'

export type MailEnv = Pick<Env, 'HOLDFAST_URL' | 'HOLDFAST_MASTER_SECRET' | 'HOLDFAST_MASTER_SECRET_PREVIOUS'>

export interface NewMail<Name extends MailTemplate> {
  /** Of the person who is written to: its brand, language and mail server are used. */
  organizationUid: string
  to: string
  template: Name
  values: MailValues[Name]
  /** Epoch ms after which the mail is of no use: what it says no longer holds. Never later than three days. */
  expiresAt?: number
  /** Epoch ms. */
  now: number
}

/** How long a mail is tried. */
const LONGEST_TRYING_MS = 3 * 24 * 3_600_000

/** To be put in the batch of the change. Empty when the address cannot be one: nobody could be written to. */
export async function mailStatements<Name extends MailTemplate>(
  env: MailEnv,
  db: Db,
  mail: NewMail<Name>,
): Promise<Statement[]> {
  const recipient = mail.to.trim()
  if (!isEmailAddress(recipient)) return []
  const chain = await readChain(db, mail.organizationUid)
  const welcome = await readWelcome(db, mail.template, chain)
  const laidOut = renderMail(env, chain, mail, welcome)
  return [
    db.insert(mails).values({
      uid: newUid(),
      organizationUid: mail.organizationUid,
      template: mail.template,
      recipient,
      recipientFold: foldKey(recipient),
      subject: laidOut.subject,
      sealedBody: await sealSecret(env, 'mailBody', JSON.stringify(laidOut)),
      status: 'queued',
      nextAttemptAt: mail.now,
      expiresAt: Math.min(mail.expiresAt ?? Number.POSITIVE_INFINITY, mail.now + LONGEST_TRYING_MS),
      createdAt: mail.now,
      updatedAt: mail.now,
    }),
  ]
}

/** Has what is due sent now, behind the answer. To be called after the batch; the mail object's own timer is the net. */
export function deliverSoon(request: { env: Pick<Env, 'PROVIDER'>; waitUntil(work: Promise<unknown>): void }): void {
  const work = request.env.PROVIDER.getByName(MAIL_OBJECT_NAME).sendMails()
  request.waitUntil(work.catch(() => undefined))
}

interface Welcome {
  ownWords: string | null
  hasSelfServiceSection: boolean
}
const OUR_WORDS: Welcome = { ownWords: null, hasSelfServiceSection: true }

export function renderMail<Name extends MailTemplate>(
  env: Pick<Env, 'HOLDFAST_URL'>,
  chain: readonly ChainLink[],
  mail: Pick<NewMail<Name>, 'template' | 'values'>,
  welcome: Welcome = OUR_WORDS,
): LaidOutMail {
  const brand = resolveBrand(chain)
  const language = resolveLanguage(chain)
  const around: MailSurroundings = {
    portalName: brand.portalName,
    portalUrl: effectiveLoginUrl(chain, env.HOLDFAST_URL),
    ownWords: null,
    hasSelfServiceSection: welcome.hasSelfServiceSection,
  }
  if (welcome.ownWords !== null) {
    around.ownWords = fillInOwnWords(welcome.ownWords, {
      company: 'organizationName' in mail.values ? mail.values.organizationName : '',
      portalUrl: around.portalUrl,
      ...('userName' in mail.values ? { userName: mail.values.userName } : {}),
    })
  }
  const content = language.templates[mail.template](mail.values, around)
  const { portalUrl } = around
  return layOut(content, { brand, baseUrl: env.HOLDFAST_URL, portalUrl, contact: contactOf(chain), language })
}

/** Of those who look after the organization: its reseller, otherwise the provider. */
function contactOf(chain: readonly ChainLink[]): string | null {
  const manager = chain[1] ?? chain[0]
  const parts = [manager?.phone, manager?.email, manager?.website].filter((part) => part)
  return parts.length === 0 ? null : parts.join(' · ')
}

/** The own words of a welcome mail: the organization's, otherwise the default of those above it, the next one first. */
async function readWelcome(db: Db, template: MailTemplate, chain: readonly ChainLink[]): Promise<Welcome> {
  if (template !== 'welcomeCompany' && template !== 'welcomeReseller') return OUR_WORDS
  const rows = await db
    .select()
    .from(welcomeTemplates)
    .where(
      and(
        inArray(
          welcomeTemplates.organizationUid,
          chain.map(({ uid }) => uid),
        ),
        eq(welcomeTemplates.organizationType, template === 'welcomeCompany' ? 'Company' : 'Reseller'),
      ),
    )
  for (const [index, { uid }] of chain.entries()) {
    const scope = index === 0 ? 'CurrentObject' : 'ChildObjects'
    const own = rows.find((row) => row.organizationUid === uid && row.organizationScope === scope)
    if (own) return { ownWords: own.content, hasSelfServiceSection: own.showSelfServiceSection }
  }
  return OUR_WORDS
}
