import { describe, expect, it } from 'vitest'
import { userNameProblem } from './user-name.ts'

describe('userNameProblem', () => {
  it.each(['ann', 'Ann Lee', 'ann.lee+backup@example.com', 'Änne', '用户', "o'brien", 'a', 'x'.repeat(255)])(
    'takes %s',
    (userName) => {
      expect(userNameProblem(userName)).toBeNull()
    },
  )

  it.each([
    ['', 'must not be empty'],
    ['x'.repeat(256), 'must have at most 255 characters'],
    ['an\u0000n', 'must not contain control characters'],
    ['an\ud800n', 'must not contain control characters'],
    ['an\nn', 'must not contain control characters'],
    ['Company\\ann', 'must not contain any of " / \\ [ ] : ; | = , * ? < >'],
    ['a/b', 'must not contain any of " / \\ [ ] : ; | = , * ? < >'],
    ['...', 'must contain a letter or a digit'],
  ])('refuses %j', (userName, problem) => {
    expect(userNameProblem(userName)).toBe(problem)
  })
})
