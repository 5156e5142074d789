import { fail, ok } from '../../../domain/result.ts'
import * as contract from '../../contract/organizations/containers.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { containersSource, findContainer } from './queries.ts'
import { createContainer, deleteContainer, patchContainer } from './service.ts'

export function registerContainers(route: RouteRegistrar): void {
  route(contract.getOrgContainers, async ({ scope, db }) => ok(containersSource(scope, db)))

  route(contract.getOrgContainer, async ({ scope, db, params }) => {
    const container = await findContainer(scope, db, params.containerUid)
    return container === null ? fail({ code: 'not_found', what: 'The container' }) : ok(container)
  })

  route(contract.createOrgContainer, createContainer)
  route(contract.patchOrgContainer, patchContainer)
  route(contract.deleteOrgContainer, deleteContainer)
}
