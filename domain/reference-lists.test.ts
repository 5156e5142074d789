import { describe, expect, it } from 'vitest'
import { listCountries, listCurrencies, listUsaStates } from './reference-lists.ts'

describe.each([
  ['listCountries', listCountries, 249, { id: 276, code: 'DE', name: 'Germany' }],
  ['listCurrencies', listCurrencies, 150, { id: 978, code: 'EUR', name: 'Euro' }],
  ['listUsaStates', listUsaStates, 56, { id: 36, code: 'NY', name: 'New York' }],
])('%s', (_, list, leastCount, known) => {
  it('names each code once, with its public number', () => {
    const listed = list()
    expect(listed.length).toBeGreaterThanOrEqual(leastCount)
    expect(listed).toContainEqual(known)
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length)
    expect(new Set(listed.map(({ code }) => code)).size).toBe(listed.length)
    expect(listed.filter(({ name, code }) => name === '' || name === code)).toEqual([])
  })
})
