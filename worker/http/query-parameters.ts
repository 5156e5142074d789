/** Query parameters as clients send them: names in any letter case, empty ones absent, repeats kept. */
export class QueryParameters {
  readonly #values = new Map<string, string[]>()

  constructor(search: string) {
    for (const [name, value] of new URLSearchParams(search)) {
      const key = name.toLowerCase()
      this.#values.set(key, [...(this.#values.get(key) ?? []), value])
    }
  }

  /** The first value that is not blank. */
  get(name: string): string | undefined {
    return this.all(name)[0]
  }

  /** In lower case. */
  names(): string[] {
    return [...this.#values.keys()]
  }

  all(name: string): string[] {
    return (this.#values.get(name.toLowerCase()) ?? []).map((value) => value.trim()).filter((value) => value !== '')
  }
}
