import { describe, expect, it } from 'vitest'
import { wordsOwner } from './welcome-words.ts'

const words = (
  organizationUid: string,
  organizationScope: 'ChildObjects' | 'CurrentObject',
  text: string | null = 'Hi',
) => ({
  organizationUid,
  organizationScope,
  emailContent: text,
})
const company = { instanceUid: 'company', resellerUid: 'reseller' }

describe('the words of a welcome mail', () => {
  it('are those of the company, then of its reseller, then of the provider', () => {
    const all = [
      words('provider', 'ChildObjects'),
      words('reseller', 'ChildObjects'),
      words('company', 'CurrentObject'),
    ]
    expect(wordsOwner(company, 'provider', all)).toBe('company')
    expect(wordsOwner(company, 'provider', all.slice(0, 2))).toBe('reseller')
    expect(wordsOwner(company, 'provider', all.slice(0, 1))).toBe('provider')
    expect(wordsOwner({ instanceUid: '' }, 'provider', all)).toBe('provider')
    expect(wordsOwner(company, 'provider', [])).toBeUndefined()
  })

  it('are not those that welcome the reseller itself', () => {
    expect(wordsOwner(company, 'provider', [words('reseller', 'CurrentObject')])).toBeUndefined()
  })

  it('are nobody’s where only the section was left out', () => {
    const all = [words('provider', 'ChildObjects'), words('company', 'CurrentObject', null)]
    expect(wordsOwner(company, 'provider', all)).toBeUndefined()
  })
})
