/** User names, as people sign in with them: "Company\user" or an e-mail-like name. They cannot be changed later. */

export const MAX_USER_NAME_LENGTH = 255

/** Why a text (without surrounding blanks) cannot be a user name; null when it can. */
export function userNameProblem(userName: string): string | null {
  if (userName === '') return 'must not be empty'
  if (userName.length > MAX_USER_NAME_LENGTH) return `must have at most ${MAX_USER_NAME_LENGTH} characters`
  // Half a surrogate pair is no character: the database could not give it back.
  if (/[\p{Cc}\p{Cs}]/u.test(userName)) return 'must not contain control characters'
  if (/["/\\[\]:;|=,*?<>]/.test(userName)) return 'must not contain any of " / \\ [ ] : ; | = , * ? < >'
  if (!/[\p{L}\p{N}]/u.test(userName)) return 'must contain a letter or a digit'
  return null
}
