import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)))

interface Import {
  readonly file: string
  /** A path of the project for a relative import, otherwise the name of a package. */
  readonly target: string
  readonly isTypeOnly: boolean
}

const IMPORT = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm
const isTest = (file: string) => /\.(test|setup)\.tsx?$/.test(file)

const sources = globSync('{agent,domain,durable-objects,portals,worker}/**/*.{ts,tsx}', { cwd: projectFolder })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !isTest(file) && !file.endsWith('vite.config.ts'))
  .map((file) => ({ file, text: readFileSync(join(projectFolder, file), 'utf8') }))

const imports: Import[] = sources.flatMap(({ file, text }) =>
  [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match[2] ?? match[3] ?? ''
    const target = specifier.startsWith('.')
      ? normalize(join(dirname(file), specifier)).replaceAll('\\', '/')
      : specifier
    return { file, target, isTypeOnly: match[1] !== undefined }
  }),
)

/** Imports from files that match one pattern of targets that match another, told as `file -> target`. */
function importsBetween(from: RegExp, to: RegExp, isForbidden: (found: Import) => boolean = () => true): string[] {
  return imports
    .filter((found) => from.test(found.file) && to.test(found.target) && isForbidden(found))
    .map(({ file, target }) => `${file} -> ${target}`)
}

const ROUTES = /^worker\/features\/.*\/routes\.ts$/
const SERVICE = /^worker\/features\/.*\/service\.ts$/
const QUERIES = /^worker\/features\/.*\/queries\.ts$/
const PROJECT = /^(agent|domain|durable-objects|migrations|portals|scripts|tests|worker)\//

describe('layers', () => {
  it('finds the imports it is about', () => {
    expect(imports.length).toBeGreaterThan(100)
  })

  it('nothing that ships imports tests or scripts', () => {
    expect(importsBetween(/./, /^(tests|scripts)\//)).toEqual([])
  })

  it('the domain imports itself, and of the contract types only', () => {
    expect(importsBetween(/^domain\//, /^(?!domain\/|worker\/contract\/)/)).toEqual([])
    expect(importsBetween(/^domain\//, /^worker\/contract\//, ({ isTypeOnly }) => !isTypeOnly)).toEqual([])
  })

  it('the domain has no clock, no randomness and no I/O', () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.|\bfetch\(|\bperformance\.|\bset(Timeout|Interval)\(/
    expect(
      sources.filter(({ file, text }) => file.startsWith('domain/') && impure.test(text)).map(({ file }) => file),
    ).toEqual([])
  })

  it('the contract imports the domain, itself and zod, and of the objects what they answer by type', () => {
    expect(
      importsBetween(/^worker\/contract\//, /^(?!worker\/contract\/|domain\/|durable-objects\/|zod$|zod\/)/),
    ).toEqual([])
    expect(importsBetween(/^worker\/contract\//, /^durable-objects\//, ({ isTypeOnly }) => !isTypeOnly)).toEqual([])
  })

  it('routes do not touch the database layer themselves', () => {
    expect(importsBetween(ROUTES, /^worker\/db\//)).toEqual([])
  })

  it('services and queries know nothing of routes, and queries nothing of services', () => {
    expect(importsBetween(SERVICE, /\/routes\.ts$/)).toEqual([])
    expect(importsBetween(QUERIES, /\/(routes|service)\.ts$/)).toEqual([])
  })

  it('the database layer knows no feature', () => {
    expect(importsBetween(/^worker\/db\//, /^worker\/(features|vault|agent-endpoint)\//)).toEqual([])
  })

  it('objects import no feature, no portal and nothing of the agent', () => {
    expect(importsBetween(/^durable-objects\//, /^(agent|portals|worker\/(features|http|agent-endpoint))\//)).toEqual(
      [],
    )
  })

  it('features know the objects by type only', () => {
    expect(importsBetween(/^worker\/features\//, /^durable-objects\//, ({ isTypeOnly }) => !isTypeOnly)).toEqual([])
  })

  it('features reach a company through the one module that checks scope', () => {
    const users = sources.filter(
      ({ file, text }) => file.startsWith('worker/features/') && /\benv\.COMPANY\b/.test(text),
    )
    expect(users.map(({ file }) => file)).toEqual([])
  })

  it('portals import types of the contract, the domain and themselves', () => {
    expect(
      importsBetween(/^portals\//, PROJECT, ({ target }) => !/^(portals|domain|worker\/contract)\//.test(target)),
    ).toEqual([])
    expect(importsBetween(/^portals\//, /^worker\/contract\//, ({ isTypeOnly }) => !isTypeOnly)).toEqual([])
  })

  it('the agent imports the contract, the domain and itself', () => {
    expect(
      importsBetween(/^agent\//, PROJECT, ({ target }) => !/^(agent|domain|worker\/contract)\//.test(target)),
    ).toEqual([])
  })
})
