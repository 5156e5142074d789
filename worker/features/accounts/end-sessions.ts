import { and, eq, isNull } from 'drizzle-orm'
import type { Db, Statement } from '../../db/client.ts'
import { sessions } from '../../db/schema/users.ts'

/** Ends every session of a user, in the batch of whatever is the reason. API keys are no sessions. */
export function endSessions(db: Db, userUid: string, now: number): Statement {
  return db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userUid, userUid), isNull(sessions.revokedAt)))
}
