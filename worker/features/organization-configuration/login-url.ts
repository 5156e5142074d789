import { eq } from 'drizzle-orm'
import { foldKey } from '../../../domain/collation.ts'
import { normalizeLoginUrl, suggestLoginUrl } from '../../../domain/login-url.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch, violatedUnique } from '../../db/client.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { effectiveLoginUrl } from '../../mail/login-url.ts'
import { type ByOrganization, findConfigured } from './configured.ts'

interface LoginUrl {
  loginUrl: string | null
  loginUrlIsInherited: boolean
  loginUrlSuggestion: string | null
}

export async function getLoginUrl(request: ByOrganization): Promise<Result<LoginUrl, ApiFailure>> {
  const found = await findConfigured(request, request.params.organizationUid)
  if (!found.ok) return found
  const { own, chain } = found.value
  const consoleUrl = request.env.HOLDFAST_URL
  return ok({
    loginUrl: effectiveLoginUrl(chain, consoleUrl),
    loginUrlIsInherited: own.loginUrl === null,
    loginUrlSuggestion: own.type === 'Provider' ? consoleUrl : suggestLoginUrl(own, consoleUrl),
  })
}

/** Answers the address in the form in which it is kept; what is inherited when it was taken back. */
export async function replaceLoginUrl(
  request: ByOrganization<{ loginUrl?: string | undefined }>,
): Promise<Result<string, ApiFailure>> {
  const { env, db, params, query, now } = request
  const found = await findConfigured(request, params.organizationUid)
  if (!found.ok) return found
  const { own, chain } = found.value
  const wanted = query.loginUrl?.trim() ?? ''
  const normal = wanted === '' ? ok(null) : normalizeLoginUrl(wanted, own, env.HOLDFAST_URL)
  if (!normal.ok)
    return fail({ code: 'invalid_input', message: `"loginUrl" ${normal.failure}.`, parameter: 'loginUrl' })
  const loginUrl = normal.value
  try {
    await runBatch(db, [
      db
        .update(organizations)
        .set({ loginUrl, loginUrlFold: loginUrl === null ? null : foldKey(loginUrl), updatedAt: now })
        .where(eq(organizations.uid, own.uid)),
      bumpRevision(db, 'organizations', own.uid),
      auditStatement(db, request, {
        organizationUid: own.uid,
        kind: 'LoginUrlEdited',
        target: { type: 'Branding', uid: own.uid },
        details: { name: own.name },
        changes: { loginUrl: { from: own.loginUrl, to: loginUrl } },
      }),
    ])
  } catch (error) {
    if (violatedUnique(error)?.includes('login_url') === true) return fail({ code: 'login_url_taken' })
    throw error
  }
  return ok(effectiveLoginUrl([{ ...own, loginUrl }, ...chain.slice(1)], env.HOLDFAST_URL))
}
