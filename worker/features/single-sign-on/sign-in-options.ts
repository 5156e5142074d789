import type { SignInOptions } from '../../contract/single-sign-on/sign-in.ts'
import type { Db } from '../../db/client.ts'
import { findOrganizationNamed, findSignInProvider } from './find-provider.ts'

/** Longer names than this are nobody's. */
const MAX_LOGIN_CHARACTERS = 600

/**
 * Only what stands before the "\" is looked at, so that nothing is told of users. An organization without a provider and
 * one that does not exist are answered alike.
 */
export async function readSignInOptions(db: Db, login: string): Promise<SignInOptions> {
  const text = login.trim().slice(0, MAX_LOGIN_CHARACTERS)
  const at = text.indexOf('\\')
  const name = at < 0 ? null : text.slice(0, at).trim()
  if (name === '') return { singleSignOn: null }
  const organization = await findOrganizationNamed(db, name)
  const provider = organization === null ? null : await findSignInProvider(db, organization.uid)
  if (provider === null) return { singleSignOn: null }
  const startUrl = `/sso/${name === null ? '-' : provider.organizationUid}/start`
  return { singleSignOn: { displayName: provider.row.displayName, startUrl } }
}
