import type { z } from 'zod'

/** A stored text as a member of a wire enumeration; `fallback` for what a newer version may have stored. */
export function readEnum<Member extends string>(
  schema: z.ZodEnum<{ [Name in Member]: Name }>,
  stored: string,
  fallback: NoInfer<Member>,
): Member {
  return schema.options.find((member) => member === stored) ?? fallback
}
