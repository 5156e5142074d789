import { describe, expect, it } from 'vitest'
import { changeScope, readScope, scopeFilter, withScope } from './scope.ts'

describe('the scope', () => {
  it('lives in the address', () => {
    expect(readScope('?company=c1&page=2&reseller=r1')).toEqual({ reseller: 'r1', company: 'c1' })
    expect(readScope('?company=')).toEqual({})
  })

  it('goes along with every link, beside what the link already says', () => {
    const scope = { reseller: 'r1', company: 'c1' }
    expect(withScope('/jobs', scope)).toBe('/jobs?reseller=r1&company=c1')
    expect(withScope('/jobs?f.status=Failed', scope)).toBe('/jobs?f.status=Failed&reseller=r1&company=c1')
    expect(withScope('/jobs?company=c2', scope)).toBe('/jobs?company=c2&reseller=r1')
    expect(withScope('/jobs', {})).toBe('/jobs')
  })

  it('drops the narrower limits that do not fit below a new wider one', () => {
    const scope = { site: 's1', reseller: 'r1', company: 'c1', location: 'l1' }
    expect(changeScope(scope, 'reseller', 'r2')).toEqual({ site: 's1', reseller: 'r2' })
    expect(changeScope(scope, 'company', undefined)).toEqual({ site: 's1', reseller: 'r1' })
    expect(changeScope(scope, 'location', 'l2')).toEqual({ ...scope, location: 'l2' })
  })

  it('is sent as a filter, as far as the collection can be limited by it', () => {
    const scope = { reseller: 'r1', company: 'c1', location: 'l1' }
    expect(scopeFilter(scope, { company: 'organizationUid', reseller: 'resellerUid' })).toEqual([
      { property: 'resellerUid', operation: 'equals', value: 'r1' },
      { property: 'organizationUid', operation: 'equals', value: 'c1' },
    ])
    expect(scopeFilter({}, { company: 'organizationUid' })).toEqual([])
  })
})
