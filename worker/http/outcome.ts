/**
 * What an operation answered, in a form that can be kept: of async actions and of requests that may be repeated. Kept
 * sealed, since an answer may hold what is shown only once.
 */
import type { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ActionEnd } from '../../durable-objects/actions/rpc.ts'
import { openSecret, sealSecret } from '../auth/secret-box.ts'
import type { AnswerShape } from '../contract/operation.ts'
import type { Env } from '../env.ts'
import type { ApiFailure } from './failure.ts'
import { projectorOf } from './project.ts'
import type { Answer } from './route.ts'
import { type Shape, shapeOf } from './shape.ts'

/** Plain JSON inside. */
export type Outcome = Result<unknown, ApiFailure>

/** Only what is answered in one piece can be kept. */
export function canBeKept({ kind }: AnswerShape): boolean {
  return kind === 'object' || kind === 'list' || kind === 'empty'
}

/** Cut to what the contract declares, as it would have left the server. */
export function toOutcome(answer: Result<Answer<z.ZodType>, ApiFailure>, declared: AnswerShape): Outcome {
  if (!answer.ok) return fail(answer.failure)
  const shape = wholeShape(declared)
  return ok(shape === null ? null : projectorOf(shape)(answer.value))
}

function wholeShape(declared: AnswerShape): Shape | null {
  if (declared.kind === 'object') return shapeOf(declared.schema)
  if (declared.kind !== 'list') return null
  const item = shapeOf(declared.item)
  return { kind: 'array', isNullable: false, item: () => item }
}

export function sealKept(env: Env, kept: unknown): Promise<string> {
  return sealSecret(env, 'keptAnswer', JSON.stringify(kept))
}

/** Null when the secret that it was sealed with is gone. */
export async function openKept<Kept>(env: Env, sealed: string): Promise<Kept | null> {
  const text = await openSecret(env, 'keptAnswer', sealed)
  return text === null ? null : (JSON.parse(text) as Kept)
}

export async function toActionEnd(env: Env, outcome: Outcome): Promise<ActionEnd> {
  const status = outcome.ok ? 'succeed' : outcome.failure.code === 'canceled' ? 'canceled' : 'failed'
  return { status, outcome: await sealKept(env, outcome) }
}

export const INTERRUPTED: ApiFailure = {
  code: 'unavailable',
  message: 'The action was interrupted before it ended. Part of it may be done: look, and ask again.',
}
