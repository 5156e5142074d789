/** Welcome mails: to the owner of a company, to the Global Administrator of a reseller, to a user who is invited. */

import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { isEmailAddress } from '../../../domain/email-address.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { organizationCareProblem } from '../../auth/organization-care.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch, type Statement } from '../../db/client.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { deliverSoon, mailStatements } from '../../mail/queue.ts'
import { findManageableUser } from '../accounts/manageable-user.ts'
import { passwordLink } from '../accounts/password-links.ts'

interface Options {
  password: string | null
}

export function welcomeCompany(
  request: ApiRequest<{ companyUid: string }, unknown, Options>,
): Promise<Result<null, ApiFailure>> {
  return welcome(request, request.params.companyUid, 'Company')
}

export function welcomeReseller(
  request: ApiRequest<{ resellerUid: string }, unknown, Options>,
): Promise<Result<null, ApiFailure>> {
  return welcome(request, request.params.resellerUid, 'Reseller')
}

async function welcome(
  request: ApiRequest<unknown, unknown, Options>,
  organizationUid: string,
  type: 'Company' | 'Reseller',
): Promise<Result<null, ApiFailure>> {
  const { env, db, scope, body, now } = request
  const noun = type === 'Company' ? 'The company' : 'The reseller'
  const organization = await scope.findOrganization(organizationUid)
  if (organization?.type !== type) return fail({ code: 'not_found', what: noun })
  const refused = organizationCareProblem(scope, organization)
  if (refused !== null) return fail(refused)
  const owner = await findAddressee(request, eq(users.organizationUid, organizationUid), OWNER_ROLES[type])
  if (owner === null) return fail({ code: 'conflict', message: `${noun} has no owner to be welcomed.` })
  const to = [owner.email, owner.organizationEmail].find((address) => address && isEmailAddress(address.trim()))
  if (!to) return fail({ code: 'conflict', message: `${noun} has no e-mail address, nor has its owner.` })
  const password = body.password || null
  // What opens the account goes to the owner's own address only.
  const first = password === null && to === owner.email ? await firstPassword(request, owner) : NO_LINK
  const userName = `${organization.name}\\${owner.userName}`
  const values = { organizationName: organization.name, userName, password, ...first.values }
  const template = type === 'Company' ? 'welcomeCompany' : 'welcomeReseller'
  const mail = { organizationUid, to, template, values, now, ...first.expiry } as const
  await runBatch(db, [
    ...first.statements,
    ...(await mailStatements(env, db, mail)),
    auditStatement(db, request, {
      organizationUid,
      kind: 'WelcomeMailSent',
      target: { type, uid: organizationUid },
      details: { name: organization.name, recipient: to },
    }),
  ])
  deliverSoon(request)
  return ok(null)
}

const OWNER_ROLES = { Company: 'CompanyOwner', Reseller: 'ResellerOwner' } as const

interface Addressee {
  uid: string
  organizationUid: string
  organizationName: string
  organizationType: 'Provider' | 'Reseller' | 'Company'
  organizationEmail: string | null
  userName: string
  email: string | null
  /** False: nobody can sign in as it by a password, nor by an identity provider. */
  canSignIn: number
}

async function findAddressee({ db }: Pick<ApiRequest, 'db'>, where: SQL, role?: string): Promise<Addressee | null> {
  const found = await db
    .select({
      uid: users.uid,
      organizationUid: users.organizationUid,
      organizationName: organizations.name,
      organizationType: organizations.type,
      organizationEmail: organizations.email,
      userName: users.userName,
      email: users.email,
      canSignIn: sql<number>`${users.passwordHash} IS NOT NULL
        OR EXISTS (SELECT 1 FROM user_identities WHERE user_uid = ${users.uid})`,
    })
    .from(users)
    .innerJoin(organizations, eq(organizations.uid, users.organizationUid))
    .where(and(where, isNull(users.deletedAt), role === undefined ? undefined : eq(users.role, role)))
    .get()
  return found ?? null
}

const FIRST_PASSWORD_HOURS = 48
const NO_LINK: FirstPassword = { values: { link: null, validHours: null }, expiry: {}, statements: [] }

interface FirstPassword {
  values: { link: string | null; validHours: number | null }
  expiry: { expiresAt?: number }
  statements: Statement[]
}

/** A link for whoever cannot sign in yet. */
async function firstPassword(request: ApiRequest, { uid, canSignIn }: Addressee): Promise<FirstPassword> {
  if (canSignIn === 1) return NO_LINK
  const validMs = FIRST_PASSWORD_HOURS * 3_600_000
  const { link, statements } = await passwordLink(request, uid, { validMs, clientAddress: request.clientAddress })
  return {
    values: { link, validHours: FIRST_PASSWORD_HOURS },
    expiry: { expiresAt: request.now + validMs },
    statements,
  }
}

export async function welcomeUser(request: ApiRequest<{ userUid: string }>): Promise<Result<null, ApiFailure>> {
  const { env, db, scope, params, now } = request
  const user = await findManageableUser(scope, db, params.userUid)
  if (!user.ok) return user
  const addressee = await findAddressee(request, eq(users.uid, params.userUid))
  if (addressee === null) return fail({ code: 'not_found', what: 'The user' })
  const { organizationUid, organizationName, organizationType, userName, email } = addressee
  const to = email?.trim() ?? ''
  if (!isEmailAddress(to)) return fail({ code: 'conflict', message: 'The user has no e-mail address.' })
  const first = await firstPassword(request, addressee)
  const signInName = organizationType === 'Provider' ? userName : `${organizationName}\\${userName}`
  const values = { userName: signInName, organizationName, ...first.values }
  const mail = { organizationUid, to, template: 'welcomeUser', values, now, ...first.expiry } as const
  await runBatch(db, [
    ...first.statements,
    ...(await mailStatements(env, db, mail)),
    auditStatement(db, request, {
      organizationUid,
      kind: 'WelcomeMailSent',
      target: { type: 'User', uid: params.userUid },
      details: { name: userName, recipient: to },
    }),
  ])
  deliverSoon(request)
  return ok(null)
}
