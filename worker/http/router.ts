/**
 * The table of the API's paths: compiled once from the declarations, looked up by lower-cased segments. A literal segment
 * wins over a parameter, with a way back when the literal leads nowhere.
 */

export interface RouteMatch<Target> {
  target: Target
  params: Record<string, string>
}

export type RouteLookup<Target> =
  | { kind: 'found'; match: RouteMatch<Target> }
  /** The path is known, the method is not: where those lead that are. */
  | { kind: 'wrong_method'; others: RouteMatch<Target>[] }
  | { kind: 'unknown' }

interface Entry<Target> {
  target: Target
  parameterNames: readonly string[]
}

class Node<Target> {
  readonly literals = new Map<string, Node<Target>>()
  readonly methods = new Map<string, Entry<Target>>()
  parameter: Node<Target> | null = null
}

export class Router<Target> {
  readonly #root = new Node<Target>()

  /** `path` as declared: "/users/{userUid}". A path that is already taken is a mistake in the declarations. */
  add(method: string, path: string, target: Target): void {
    const parameterNames: string[] = []
    let node = this.#root
    for (const segment of segmentsOf(path)) {
      const parameter = /^\{(\w+)\}$/.exec(segment)?.[1]
      if (parameter === undefined) {
        const key = segment.toLowerCase()
        const next = node.literals.get(key) ?? new Node<Target>()
        node.literals.set(key, next)
        node = next
      } else {
        parameterNames.push(parameter)
        node.parameter ??= new Node<Target>()
        node = node.parameter
      }
    }
    const key = method.toUpperCase()
    if (node.methods.has(key)) throw new Error(`${key} ${path} is declared twice.`)
    node.methods.set(key, { target, parameterNames })
  }

  /** `path` as it came, still percent-encoded; a trailing slash and letter case make no difference. */
  find(method: string, path: string): RouteLookup<Target> {
    const segments = segmentsOf(path).map(decodeSegment)
    if (segments.some((segment) => segment === null)) return { kind: 'unknown' }
    const wanted = method === 'HEAD' ? 'GET' : method
    const others = new Map<string, RouteMatch<Target>>()
    const found = this.#walk(this.#root, segments.map(String), 0, [], wanted, others)
    if (found !== null) return { kind: 'found', match: found }
    if (others.size === 0) return { kind: 'unknown' }
    return { kind: 'wrong_method', others: [...others.values()] }
  }

  #walk(
    node: Node<Target>,
    segments: readonly string[],
    index: number,
    values: readonly string[],
    method: string,
    others: Map<string, RouteMatch<Target>>,
  ): RouteMatch<Target> | null {
    const segment = segments[index]
    if (segment === undefined) {
      const entry = node.methods.get(method)
      if (entry === undefined) {
        for (const [known, other] of node.methods) if (!others.has(known)) others.set(known, matchOf(other, values))
        return null
      }
      return matchOf(entry, values)
    }
    const literal = node.literals.get(segment.toLowerCase())
    const byLiteral = literal === undefined ? null : this.#walk(literal, segments, index + 1, values, method, others)
    if (byLiteral !== null || node.parameter === null) return byLiteral
    return this.#walk(node.parameter, segments, index + 1, [...values, segment], method, others)
  }
}

function matchOf<Target>({ target, parameterNames }: Entry<Target>, values: readonly string[]): RouteMatch<Target> {
  return { target, params: Object.fromEntries(parameterNames.map((name, at) => [name, values[at] ?? ''])) }
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '')
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
