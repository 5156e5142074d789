import { listCountries, listCurrencies, listUsaStates } from '../../../domain/reference-lists.ts'
import { ok } from '../../../domain/result.ts'
import * as contract from '../../contract/reference-lists/reference-lists.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { timeZonesSource } from './queries.ts'

export function registerReferenceLists(route: RouteRegistrar): void {
  route(contract.getCountries, async () => ok(listCountries()))
  route(contract.getCurrencies, async () => ok(listCurrencies()))
  route(contract.getUsaStates, async () => ok(listUsaStates()))
  route(contract.getTimeZones, async ({ db, now }) => ok(timeZonesSource(db, now)))
}
