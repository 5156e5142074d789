import { foldKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Reseller, ResellerInput } from '../../contract/organizations/resellers.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { findTakenName, takenNameFailure } from '../organizations/name-check.ts'
import { organizationValues } from '../organizations/organization-values.ts'
import { newOwner } from '../organizations/owner.ts'
import { findReseller } from './queries.ts'

/** A reseller and its Global Administrator, in one batch. */
export async function createReseller(
  request: ApiRequest<unknown, unknown, ResellerInput>,
): Promise<Result<Reseller, ApiFailure>> {
  const { db, scope, body, now } = request
  const values = organizationValues({
    ...body.organizationInput,
    notes: body.organizationInput.notes ?? body.description,
  })
  const taken = await findTakenName(db, values, 'organizationInput.')
  if (taken !== null) return fail(taken)
  const resellerUid = newUid()
  const owner = await newOwner(body.ownerCredentials, {
    organizationUid: resellerUid,
    organizationName: values.name,
    role: 'ResellerOwner',
    email: values.email,
    phone: values.phone,
    profile: body.ownerProfile,
    now,
  })
  if (!owner.ok) return owner
  const partnerId = body.proPartnerId?.trim() || null
  try {
    await runBatch(db, [
      db.insert(organizations).values({
        uid: resellerUid,
        type: 'Reseller',
        ...values,
        partnerId,
        partnerIdFold: partnerId === null ? null : foldKey(partnerId),
        isRestAccessEnabled: body.isRestAccessEnabled,
        ownerUserUid: owner.value.uid,
        ownerUserName: owner.value.userName,
        ownerUserNameFold: owner.value.userNameFold,
        services: JSON.stringify(body.resellerServices),
        createdAt: now,
        updatedAt: now,
      }),
      db.insert(users).values(owner.value),
      bumpRevision(db, 'organizations', resellerUid),
      bumpRevision(db, 'users', resellerUid),
      auditStatement(db, request, {
        organizationUid: resellerUid,
        kind: 'ResellerCreated',
        target: { type: 'Reseller', uid: resellerUid },
        details: { name: values.name, ownerUserName: owner.value.userName },
      }),
    ])
  } catch (error) {
    const lost = takenNameFailure(error, values, 'organizationInput.')
    if (lost === null) throw error
    return fail(lost)
  }
  const reseller = await findReseller(scope, db, resellerUid, request.expand)
  return reseller === null ? fail({ code: 'not_found', what: 'The reseller' }) : ok(reseller)
}
