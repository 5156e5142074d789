import { userNameProblem } from '../../../domain/user-name.ts'
import { t } from '../i18n/translate.ts'

/** Checks of single values. Each gives the sentence to show, or nothing. The server's own checks stand above them. */
export function requireText(value: string): string | undefined {
  return value.trim() === '' ? t('rule.required') : undefined
}

/** What somebody signs in with: it stands behind "Company\", so some characters cannot be part of it. */
export function requireUserName(value: string): string | undefined {
  if (value.trim() === '') return t('rule.required')
  return userNameProblem(value.trim()) === null ? undefined : t('rule.userName')
}

/** The console refuses shorter ones; said here as well, before anything is sent. */
export const minimumPasswordLength = 8

export function requirePassword(value: string): string | undefined {
  if (value === '') return t('rule.required')
  return [...value].length < minimumPasswordLength ? passwordHelp() : undefined
}

export function passwordHelp(): string {
  return t('rule.atLeast', { count: minimumPasswordLength })
}

export function allowEmail(value: string): string | undefined {
  return value === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : t('rule.email')
}

export function requireEmail(value: string): string | undefined {
  return value.trim() === '' ? t('rule.required') : allowEmail(value.trim())
}

export function requireWholeNumber(value: string, least: number, most: number): string | undefined {
  const isWhole = /^\d+$/.test(value.trim())
  const number = Number(value)
  return isWhole && number >= least && number <= most ? undefined : t('rule.wholeNumber', { least, most })
}

export function allowWholeNumber(value: string, least: number, most: number): string | undefined {
  return value.trim() === '' ? undefined : requireWholeNumber(value, least, most)
}

/** Gathers the checks of a form, leaving out what holds. */
export function problems<K extends string>(checks: Record<K, string | undefined>): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {}
  for (const name of Object.keys(checks) as K[]) {
    const problem = checks[name]
    if (problem !== undefined) found[name] = problem
  }
  return found
}
