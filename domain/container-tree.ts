/**
 * Whether a container would hold itself, directly or through others, when `containerUid` is given these children.
 * `tree` names the children of every container.
 */
export function wouldHoldItself(
  tree: ReadonlyMap<string, readonly string[]>,
  containerUid: string,
  children: readonly string[],
): boolean {
  const seen = new Set<string>()
  const open = [...children]
  for (let uid = open.pop(); uid !== undefined; uid = open.pop()) {
    if (uid === containerUid) return true
    if (seen.has(uid)) continue
    seen.add(uid)
    open.push(...(tree.get(uid) ?? []))
  }
  return false
}
