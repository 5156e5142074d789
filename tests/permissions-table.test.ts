import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PERMISSIONS, ROLES, type RoleName } from '../domain/permissions.ts'

test('docs/permissions.md shows the table that is enforced', () => {
  const roles = Object.keys(ROLES) as RoleName[]
  const text = readFileSync(new URL('../docs/permissions.md', import.meta.url), 'utf8')
  const rows = [
    `| Permission | ${roles.join(' | ')} |`,
    ...PERMISSIONS.map((permission) => {
      const cells = roles.map((role) => (ROLES[role].permissions.includes(permission) ? 'x' : ''))
      return `| \`${permission}\` | ${cells.join(' | ')} |`
    }),
  ]
  for (const row of rows) expect(text).toContain(row)
})
