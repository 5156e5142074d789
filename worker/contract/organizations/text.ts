/** Text members of requests, with the limits that errors name. Lengths are in characters (UTF-16 code units). */
import { z } from 'zod'
import { isEmailAddress } from '../../../domain/email-address.ts'

export function limitedText(maxLength: number) {
  return z.string().max(maxLength, { error: `must have at most ${maxLength} characters` })
}

/** A name that people read: something to see, no control characters or halves of surrogate pairs. Surrounding blanks are dropped. */
export function nameText(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(maxLength, { error: `must have at most ${maxLength} characters` })
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), { error: 'must not contain control characters' })
    .refine((text) => text === '' || /[\p{L}\p{N}\p{P}\p{S}]/u.test(text), { error: 'must have something to see' })
}

/** Empty stands for none. */
export const emailText = limitedText(254).refine((text) => text.trim() === '' || isEmailAddress(text.trim()), {
  error: 'must be an e-mail address',
})
