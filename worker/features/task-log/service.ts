import type { z } from 'zod'
import { ok } from '../../../domain/result.ts'
import { fromWireTime } from '../../contract/common.ts'
import type { getManagementAgentTasks } from '../../contract/event-logs/agent-tasks.ts'
import type { ApiRequest } from '../../http/route.ts'
import { agentTaskSource } from './queries.ts'

type Query = z.output<NonNullable<typeof getManagementAgentTasks.query>>

export async function listManagementAgentTasks({ scope, db, query }: ApiRequest<unknown, Query>) {
  const at = (text: string | undefined) => (text === undefined ? null : fromWireTime(text))
  return ok(agentTaskSource(scope, db, { fromAt: at(query.from), toAt: at(query.to) }))
}
