import { RESULT_RETENTION_SECONDS } from '../../../domain/async-action.ts'
import { ok } from '../../../domain/result.ts'
import * as contract from '../../contract/async-actions/async-actions.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import * as service from './service.ts'

export function registerAsyncActions(route: RouteRegistrar): void {
  route(contract.getAsyncActionsConfig, async () => ok({ resultRetentionTime: RESULT_RETENTION_SECONDS }))
  route(contract.getAsyncActionsInfo, service.listOwnActions)
  route(contract.getAsyncActionInfo, service.readOwnAction)
  route(contract.getAsyncActionResult, service.readResult)
  route(contract.cancelAsyncAction, service.cancelOwnAction)
  route(contract.clearAsyncActionResult, service.forgetOwnAction)
  route(contract.attachRequestDataToAsyncAction, service.attachRequestData)
}
