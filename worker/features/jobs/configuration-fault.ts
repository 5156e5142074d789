import { fail } from '../../../domain/result.ts'

/** A value of a job configuration that cannot be carried out. */
export interface ConfigurationFault {
  /** Dotted path of the member in the body: "jobConfiguration.backupSource.backupMode". */
  property: string
  /** A sentence that names the limit or says what is possible. */
  message: string
}

export function refuse(property: string, message: string): { ok: false; failure: ConfigurationFault } {
  return fail({ property, message })
}

/** Refuses a number outside its limits. */
export function checkRange(
  property: string,
  value: number | null | undefined,
  limits: { min: number; max: number; unit: string },
): ConfigurationFault | null {
  if (value === null || value === undefined || (value >= limits.min && value <= limits.max)) return null
  return { property, message: `must be ${limits.min} to ${limits.max} ${limits.unit}.` }
}
