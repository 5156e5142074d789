import { getOne } from '../../ui/api/client.ts'
import type { DeletionPlan } from '../../ui/api/types.ts'

const plansAtOnce = 4

/** A few at a time: a page of selected rows is a hundred questions, each of which counts a whole organization. */
export async function readDeletionPlans(rows: readonly { instanceUid: string }[]): Promise<DeletionPlan[]> {
  const plans: DeletionPlan[] = []
  for (let start = 0; start < rows.length; start += plansAtOnce) {
    const some = rows.slice(start, start + plansAtOnce)
    const read = some.map((row) => getOne<DeletionPlan>(`/organizations/${row.instanceUid}/deletionPlan`))
    plans.push(...(await Promise.all(read)))
  }
  return plans
}
