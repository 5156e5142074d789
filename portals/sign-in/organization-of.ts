/** The organization of "Company\user" as it is being typed; nothing where only a user name stands. */
export function organizationOf(login: string): string | undefined {
  const place = login.indexOf('\\')
  const name = place > 0 ? login.slice(0, place).trim() : ''
  return name === '' ? undefined : name
}
