import * as contract from '../../contract/repositories/repositories.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import * as service from './service.ts'

export function registerRepositories(route: RouteRegistrar): void {
  route(contract.getRepositories, service.listRepositories)
  route(contract.createRepository, service.createRepository)
  route(contract.getRepository, service.getRepository)
  route(contract.deleteRepository, service.deleteRepository)
  route(contract.issueRepositoryCredentials, service.issueCredentials)
  route(contract.revealRepositoryPassword, service.revealPassword)
}
