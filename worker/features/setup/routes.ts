import { ok } from '../../../domain/result.ts'
import { completeSetup, getSetup } from '../../contract/setup/setup.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { createFirstAdministrator, isSetupOpen } from './service.ts'

export function registerSetup(route: RouteRegistrar): void {
  route(getSetup, async ({ db }) => ok({ isOpen: await isSetupOpen(db) }))
  route(completeSetup, createFirstAdministrator)
}
