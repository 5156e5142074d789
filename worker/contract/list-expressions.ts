/** What `filter`, `sort` and `select` hold; read with more tolerance than this says (worker/http/list-query.ts). */
import { z } from 'zod'

const collation = z.enum(['ignorecase', 'lexicographic', 'ordinal']).meta({ id: 'Collation' })

export const filterExpression = z
  .object({
    operation: z
      .enum([
        'and',
        'contains',
        'equals',
        'exclusiveOr',
        'greaterThan',
        'greaterThanOrEqual',
        'in',
        'lessThan',
        'lessThanOrEqual',
        'not',
        'notEquals',
        'or',
        'subset',
        'superset',
      ])
      .meta({ id: 'FilterExpressionOperation' }),
    property: z.string().nullable().optional(),
    get items() {
      return z.array(filterExpression).nullable().optional()
    },
    collation: collation.optional(),
    value: z.unknown().optional(),
  })
  .meta({ id: 'FilterExpression' })

export const sortExpression = z
  .object({
    property: z.string(),
    direction: z.enum(['ascending', 'descending']).meta({ id: 'SortExpressionDirection' }).default('ascending'),
    collation: collation.optional(),
  })
  .meta({ id: 'SortExpression' })

export const selectExpression = z.object({ propertyPath: z.string() }).meta({ id: 'SelectExpression' })
