/** Welcome mails to the owner of a company and to the Global Administrator of a reseller. */

import { and, eq, isNull } from 'drizzle-orm'
import { isEmailAddress } from '../../../domain/email-address.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { organizationCareProblem } from '../../auth/organization-care.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch } from '../../db/client.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { deliverSoon, mailStatements } from '../../mail/queue.ts'

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
  const owner = await db
    .select({ userName: users.userName, email: users.email, organizationEmail: organizations.email })
    .from(organizations)
    .innerJoin(users, and(eq(users.uid, organizations.ownerUserUid), isNull(users.deletedAt)))
    .where(eq(organizations.uid, organizationUid))
    .get()
  if (owner === undefined) return fail({ code: 'conflict', message: `${noun} has no owner to be welcomed.` })
  const to = [owner.email, owner.organizationEmail].find((address) => address && isEmailAddress(address))
  if (!to) return fail({ code: 'conflict', message: `${noun} has no e-mail address, nor has its owner.` })
  const values = {
    organizationName: organization.name,
    userName: `${organization.name}\\${owner.userName}`,
    password: body.password || null,
  }
  const template = type === 'Company' ? 'welcomeCompany' : 'welcomeReseller'
  await runBatch(db, [
    ...(await mailStatements(env, db, { organizationUid, to, template, values, now })),
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
