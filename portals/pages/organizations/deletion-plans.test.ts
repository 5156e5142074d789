import { afterEach, expect, test, vi } from 'vitest'
import { readDeletionPlans } from './deletion-plans.ts'

afterEach(() => vi.unstubAllGlobals())

test('the deletion plans of many rows are read a few at a time, in their order', async () => {
  let open = 0
  let most = 0
  vi.stubGlobal('fetch', async (address: string) => {
    open += 1
    most = Math.max(most, open)
    await Promise.resolve()
    open -= 1
    return Response.json({ data: { organizationUid: address.split('/')[4] } })
  })
  const rows = Array.from({ length: 11 }, (_, index) => ({ instanceUid: String(index) }))
  const plans = await readDeletionPlans(rows)
  expect(plans.map((plan) => plan.organizationUid)).toEqual(rows.map((row) => row.instanceUid))
  expect(most).toBe(4)
})
