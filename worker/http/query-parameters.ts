/** Query parameters as clients send them: names in any letter case, empty ones absent, repeats kept. */
export class QueryParameters {
  readonly #values = new Map<string, string[]>()
  readonly #names: string[] = []

  constructor(search: string) {
    for (const [name, value] of new URLSearchParams(search)) {
      const key = name.toLowerCase()
      const known = this.#values.get(key)
      if (known !== undefined) known.push(value)
      else {
        this.#names.push(name)
        this.#values.set(key, [value])
      }
    }
  }

  /** The first value that is not blank. */
  get(name: string): string | undefined {
    return this.all(name)[0]
  }

  /** Each once, as it was first spelled. */
  names(): string[] {
    return this.#names
  }

  all(name: string): string[] {
    return (this.#values.get(name.toLowerCase()) ?? []).map((value) => value.trim()).filter((value) => value !== '')
  }
}
