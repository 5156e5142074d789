import { describe, expect, it, vi } from 'vitest'

vi.hoisted(() => vi.stubGlobal('navigator', { language: 'en-GB' }))

const { checkWelcome, welcomeChangePath, welcomePatch, welcomeTarget } = await import('./welcome-values.ts')

describe('the words of a welcome mail', () => {
  it('are those of everybody below, or of one organization that was chosen', () => {
    expect(welcomeTarget('resellers', 'own', 'other')).toEqual({
      organizationUid: 'own',
      organizationType: 'Reseller',
      organizationScope: 'ChildObjects',
    })
    expect(welcomeTarget('company', 'own', 'other')).toEqual({
      organizationUid: 'other',
      organizationType: 'Company',
      organizationScope: 'CurrentObject',
    })
    expect(welcomeTarget('company', 'own', '')).toBeUndefined()
  })

  it('are changed where they are, type and scope named', () => {
    const target = { organizationUid: 'own', organizationType: 'Company', organizationScope: 'ChildObjects' } as const
    expect(welcomeChangePath(target)).toBe(
      '/organizations/own/configuration/notification/welcomeEmail?organizationType=Company&organizationScope=ChildObjects',
    )
  })

  it('are taken back when nothing is left of them', () => {
    expect(welcomePatch({ text: ' \n', hasSelfService: true })).toEqual([
      { op: 'replace', path: '/isDefault', value: true },
    ])
    expect(welcomePatch({ text: '', hasSelfService: false })).toEqual([
      { op: 'replace', path: '/emailContent', value: null },
      { op: 'replace', path: '/showSelfServiceSection', value: false },
    ])
    expect(welcomePatch({ text: 'Hi', hasSelfService: true })[0]).toMatchObject({ value: 'Hi' })
  })

  it('are no longer than the console takes', () => {
    expect(checkWelcome({ text: 'x'.repeat(20_000), hasSelfService: true })).toEqual({})
    expect(checkWelcome({ text: 'x'.repeat(20_001), hasSelfService: true })).toEqual({
      text: '20,001 characters; at most 20,000 are taken.',
    })
  })
})
