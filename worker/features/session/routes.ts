import * as impersonation from '../../contract/session/impersonation.ts'
import * as own from '../../contract/session/own-sessions.ts'
import * as factor from '../../contract/session/second-factor.ts'
import { createSession, deleteSession, getSession } from '../../contract/session/session.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { endImpersonation, logInAs } from './impersonation.ts'
import { changeOwnPassword, readSecuritySettings, renewRecoveryCodes } from './own-security.ts'
import { endOtherSessions, endOwnSession, listOwnSessions } from './own-sessions.ts'
import { completeEnrolment, signInBySecondFactor, startEnrolment } from './second-factor.ts'
import { endSession, readSession, signInByPassword } from './service.ts'

export function registerSession(route: RouteRegistrar): void {
  route(createSession, signInByPassword)
  route(getSession, readSession)
  route(deleteSession, endSession)

  route(factor.createSessionBySecondFactor, signInBySecondFactor)
  route(factor.startSessionEnrolment, startEnrolment)
  route(factor.completeSessionEnrolment, completeEnrolment)
  route(factor.getSecuritySettings, readSecuritySettings)
  route(factor.createRecoveryCodes, renewRecoveryCodes)

  route(own.changePassword, changeOwnPassword)
  route(own.getOwnSessions, listOwnSessions)
  route(own.deleteOtherSessions, endOtherSessions)
  route(own.deleteOwnSession, endOwnSession)

  route(impersonation.logInAsUser, logInAs)
  route(impersonation.endImpersonation, endImpersonation)
}
