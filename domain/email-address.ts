/**
 * Whether a text can be an e-mail address: a dot-atom local part or a quoted one, and a domain of labels (letters of any
 * script, digits, hyphens) with at least one dot. Stricter than RFC 5321 where it only invites typing errors: no address
 * literals, no comments. Lengths: 64 before the @, 253 after it.
 */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 1) return false
  const local = text.slice(0, at)
  const domain = text.slice(at + 1)
  return local.length <= 64 && isLocalPart(local) && domain.length <= 253 && isDomain(domain)
}

function isLocalPart(text: string): boolean {
  if (/^"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"$/u.test(text)) return true
  return text.split('.').every((atom) => /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u.test(atom))
}

function isDomain(text: string): boolean {
  const labels = text.split('.')
  return (
    labels.length > 1 &&
    labels.every((label) => label.length <= 63 && /^[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u.test(label))
  )
}
