import { fail, ok } from '../../../domain/result.ts'
import { getAboutInformation } from '../../contract/about/about.ts'
import { toWireTime } from '../../contract/common.ts'
import { PRODUCT_VERSION } from '../../contract/product-version.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { findInstallation } from './queries.ts'

export function registerAbout(route: RouteRegistrar): void {
  route(getAboutInformation, async ({ db }) => {
    const provider = await findInstallation(db)
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
