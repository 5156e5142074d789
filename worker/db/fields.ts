/** What a list can be filtered and sorted by: the allow-list of a collection, each property with its SQL columns. */
import type { SQLWrapper } from 'drizzle-orm'

export type Field =
  /** `fold` and `natural` are the stored keys of domain/collation.ts. Without them case folds for ASCII only. */
  | { kind: 'text'; column: SQLWrapper; fold?: SQLWrapper; natural?: SQLWrapper }
  | { kind: 'uid'; column: SQLWrapper }
  /** `stored`: wire value → stored value, where they differ. */
  | { kind: 'enum'; column: SQLWrapper; stored?: Readonly<Record<string, string>> }
  | { kind: 'number'; column: SQLWrapper }
  | { kind: 'boolean'; column: SQLWrapper }
  /** Epoch ms in the column, date-time on the wire. */
  | { kind: 'time'; column: SQLWrapper }
  /** JSON array of scalars in the column. */
  | { kind: 'list'; column: SQLWrapper }

export function textField(column: SQLWrapper, keys: { fold?: SQLWrapper; natural?: SQLWrapper } = {}): Field {
  return { kind: 'text', column, ...keys }
}

export function uidField(column: SQLWrapper): Field {
  return { kind: 'uid', column }
}

export function enumField(column: SQLWrapper, stored?: Readonly<Record<string, string>>): Field {
  return stored === undefined ? { kind: 'enum', column } : { kind: 'enum', column, stored }
}

export function numberField(column: SQLWrapper): Field {
  return { kind: 'number', column }
}

export function booleanField(column: SQLWrapper): Field {
  return { kind: 'boolean', column }
}

export function timeField(column: SQLWrapper): Field {
  return { kind: 'time', column }
}

export function listField(column: SQLWrapper): Field {
  return { kind: 'list', column }
}
