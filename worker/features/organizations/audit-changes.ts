/** What a change of an object's wire form was, for the audit: each changed scalar by its dotted path, from and to. */
export function auditChanges(
  before: unknown,
  after: unknown,
  path = '',
): Record<string, { from: unknown; to: unknown }> {
  if (isMembered(before) && isMembered(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return Object.assign(
      {},
      ...[...names].map((name) => auditChanges(before[name], after[name], path === '' ? name : `${path}.${name}`)),
    )
  }
  if (JSON.stringify(before ?? null) === JSON.stringify(after ?? null)) return {}
  return { [path]: { from: before ?? null, to: after ?? null } }
}

function isMembered(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
