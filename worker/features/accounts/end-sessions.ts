/** Ends every session of a user, in the batch of whatever is the reason. API keys are no sessions. */
export { revokeSessionsStatement as endSessions } from '../../auth/sessions.ts'
