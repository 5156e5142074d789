import { sql } from 'drizzle-orm'

/** What is the same in every row. A bare number would be a column's position to ORDER BY. */
export const ALWAYS_ZERO = sql<number>`CAST(0 AS INTEGER)`
