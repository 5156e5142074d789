/** Path parameters, query and body against the schemas of the declaration; refusals name the member and what it must be. */
import type { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import { type JsonPatchOperation, jsonPatchOperation } from '../contract/common.ts'
import type { ApiFailure } from './failure.ts'
import { isRecord, toSpelling } from './lenient-input.ts'
import type { QueryParameters } from './query-parameters.ts'
import { shapeOf } from './shape.ts'

type Read = Result<unknown, ApiFailure>
const MAX_PATCH_OPERATIONS = 200

export function readParams(schema: z.ZodType | undefined, values: Record<string, string>): Read {
  if (schema === undefined) return ok({})
  const parsed = schema.safeParse(toSpelling(values, shapeOf(schema)), { reportInput: true })
  return parsed.success ? ok(parsed.data) : fail(inputFailure(parsed.error, 'parameter'))
}

/** Lists may be given by repeats or with commas. */
export function readQuery(schema: z.ZodType | undefined, query: QueryParameters): Read {
  if (schema === undefined) return ok({})
  const shape = shapeOf(schema)
  const values: Record<string, unknown> = {}
  for (const property of shape.kind === 'object' ? shape.properties() : []) {
    const given = query.all(property.name)
    if (given.length === 0) continue
    values[property.name] =
      property.shape.kind === 'array'
        ? given.flatMap((value) => value.split(',')).map((value) => value.trim())
        : given[0]
  }
  const parsed = schema.safeParse(toSpelling(values, shape), { reportInput: true })
  return parsed.success ? ok(parsed.data) : fail(inputFailure(parsed.error, 'parameter'))
}

export function readBody(schema: z.ZodType, value: unknown): Read {
  if (value === undefined) {
    const empty = schema.safeParse({})
    return empty.success
      ? ok(empty.data)
      : fail({ code: 'invalid_input', message: 'A body is needed, and there is none.' })
  }
  const parsed = schema.safeParse(toSpelling(value, shapeOf(schema)), { reportInput: true })
  return parsed.success ? ok(parsed.data) : fail(inputFailure(parsed.error, 'property'))
}

/** One operation counts as a list of one. */
export function readPatch(value: unknown): Result<JsonPatchOperation[], ApiFailure> {
  const list = Array.isArray(value) ? value : isRecord(value) ? [value] : null
  if (list === null)
    return fail({ code: 'invalid_input', message: 'The body must be a JSON Patch: an array of operations.' })
  if (list.length > MAX_PATCH_OPERATIONS)
    return fail({ code: 'invalid_input', message: `A patch may have at most ${MAX_PATCH_OPERATIONS} operations.` })
  const operations: JsonPatchOperation[] = []
  for (const [index, item] of list.entries()) {
    const parsed = jsonPatchOperation.safeParse(toSpelling(item, shapeOf(jsonPatchOperation)), { reportInput: true })
    if (!parsed.success) return fail(inputFailure(parsed.error, 'property', [index]))
    operations.push(parsed.data)
  }
  return ok(operations)
}

/** The first issue, as a sentence that names the member. */
export function inputFailure(
  error: z.ZodError,
  kind: 'parameter' | 'property',
  prefix: readonly PropertyKey[] = [],
): ApiFailure {
  const [issue] = error.issues
  const path = [...prefix, ...(issue?.path ?? [])].map(String).join('.')
  const reason = issue === undefined ? 'is not valid' : sayIssue(issue)
  const message = path === '' ? `The ${kind === 'property' ? 'body' : 'query'} ${reason}.` : `"${path}" ${reason}.`
  if (path === '') return { code: 'invalid_input', message }
  return kind === 'property'
    ? { code: 'invalid_input', message, property: path }
    : { code: 'invalid_input', message, parameter: path }
}

/** What the member must be, to be read after its name. Schemas may say it in their own words. */
export function sayIssue(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message.replace(/\.$/, '')
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required'
      return `must be ${article(issue.expected)}${issue.input === null ? ', not null' : ''}`
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return `must be a valid ${FORMATS[issue.format] ?? issue.format}`
    case 'too_small':
      return `must ${MEASURES[issue.origin]?.verb ?? 'be'} at least ${issue.minimum}${MEASURES[issue.origin]?.unit ?? ''}`
    case 'too_big':
      return `must ${MEASURES[issue.origin]?.verb ?? 'be'} at most ${issue.maximum}${MEASURES[issue.origin]?.unit ?? ''}`
    default:
      return 'is not valid'
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  guid: 'UUID',
  uuid: 'UUID',
  datetime: 'ISO 8601 date-time',
  email: 'e-mail address',
  url: 'URL',
}
const MEASURES: Readonly<Record<string, { verb: string; unit: string }>> = {
  string: { verb: 'have', unit: ' characters' },
  array: { verb: 'have', unit: ' elements' },
}

function article(noun: string): string {
  if (noun === 'int') return 'a whole number'
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`
}
