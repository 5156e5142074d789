import { eq } from 'drizzle-orm'
import { fail, ok } from '../../../domain/result.ts'
import { getAboutInformation } from '../../contract/about/about.ts'
import { toWireTime } from '../../contract/common.ts'
import { PRODUCT_VERSION } from '../../contract/product-version.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { RouteRegistrar } from '../../http/route.ts'

export function registerAbout(route: RouteRegistrar): void {
  // The installation is the provider's organization: both begin with the setup.
  route(getAboutInformation, async ({ db }) => {
    const provider = await db
      .select({ uid: organizations.uid, createdAt: organizations.createdAt })
      .from(organizations)
      .where(eq(organizations.type, 'Provider'))
      .get()
    if (provider === undefined) return fail({ code: 'not_found', what: 'The installation' })
    return ok({
      installationId: provider.uid,
      installationDate: toWireTime(provider.createdAt),
      actualVawVersion: null,
      actualValVersion: PRODUCT_VERSION,
      actualVamVersion: null,
      serverVersion: PRODUCT_VERSION,
      windowsManagementAgentVersion: PRODUCT_VERSION,
      linuxManagementAgentVersion: PRODUCT_VERSION,
      macManagementAgentVersion: PRODUCT_VERSION,
    })
  })
}
