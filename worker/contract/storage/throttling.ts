import { z } from 'zod'

/** The contract knows the same list of units under several names. */
export function throttlingUnit(schemaId: string) {
  return z.enum(['KbytePerSec', 'MbitPerSec', 'MbytePerSec']).meta({ id: schemaId })
}
