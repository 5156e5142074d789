import { createSession, deleteSession, getSession } from '../../contract/session/session.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { endSession, readSession, signInToPortal } from './service.ts'

export function registerSession(route: RouteRegistrar): void {
  route(createSession, signInToPortal)
  route(getSession, readSession)
  route(deleteSession, endSession)
}
