import { getManagementAgentTasks } from '../../contract/event-logs/agent-tasks.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { listManagementAgentTasks } from './service.ts'

export function registerTaskLog(route: RouteRegistrar): void {
  route(getManagementAgentTasks, listManagementAgentTasks)
}
