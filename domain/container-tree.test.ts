import { describe, expect, it } from 'vitest'
import { wouldHoldItself } from './container-tree.ts'

const TREE = new Map([
  ['a', ['b']],
  ['b', ['c']],
  ['c', []],
  ['d', []],
])

describe('wouldHoldItself', () => {
  it.each([
    ['a', ['a'], true],
    ['c', ['a'], true],
    ['c', ['d', 'b'], true],
    ['d', ['a'], false],
    ['a', ['b', 'd'], false],
    ['a', [], false],
  ])('%s given %j: %s', (containerUid, children, expected) => {
    expect(wouldHoldItself(TREE, containerUid, children)).toBe(expected)
  })

  it('ends on a tree that has a ring already', () => {
    const ring = new Map([
      ['x', ['y']],
      ['y', ['x']],
    ])
    expect(wouldHoldItself(ring, 'z', ['x'])).toBe(false)
  })
})
