import { foldKey } from '../../../domain/collation.ts'
import type { User } from '../../contract/accounts/users.ts'

/** A profile as columns of a user; an empty text stands for none. */
export function profileColumns(profile: User['profile']) {
  const text = (value: string | null) => (value === null || value === '' ? null : value)
  const fold = (value: string | null) => (value === null || value === '' ? null : foldKey(value))
  return {
    title: profile.title,
    firstName: text(profile.firstName),
    firstNameFold: fold(profile.firstName),
    lastName: text(profile.lastName),
    lastNameFold: fold(profile.lastName),
    email: text(profile.email),
    emailFold: fold(profile.email),
    phone: text(profile.phone),
    phoneFold: fold(profile.phone),
    address: text(profile.address),
    addressFold: fold(profile.address),
  }
}
