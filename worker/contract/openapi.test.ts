import { describe, expect, test } from 'vitest'
import { buildOpenApi } from './openapi.ts'
import { OPERATIONS } from './operations.ts'

const api = buildOpenApi()
const described = Object.values(api.paths).flatMap((item) => Object.values(item))

function referencesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(referencesIn)
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, value]) => (name === '$ref' ? [String(value)] : referencesIn(value)))
}

describe('the OpenAPI document', () => {
  test('describes every operation once, under an id of its own', () => {
    const ids = described.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(OPERATIONS.filter(({ operationId }) => !ids.includes(operationId))).toEqual([])
  })

  test('refers to nothing that is not in it', () => {
    const missing = referencesIn(api).filter((reference) => {
      const [start, section, kind = '', name = ''] = reference.split('/')
      return start !== '#' || section !== 'components' || api.components[kind]?.[name] === undefined
    })
    expect(missing).toEqual([])
  })

  test('is the same every time, and all of it JSON', () => {
    expect(JSON.parse(JSON.stringify(api))).toEqual(buildOpenApi())
  })

  test('asks for credentials but where anybody may come', () => {
    const open = described.filter(({ security }) => Array.isArray(security) && security.length === 0)
    const anonymous = OPERATIONS.filter(({ access }) => access === 'anonymous').map(({ operationId }) => operationId)
    expect(open.map(({ operationId }) => operationId).sort()).toEqual(anonymous.sort())
  })

  test('names every parameter of a path, and no other', () => {
    for (const [path, item] of Object.entries(api.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const operation of Object.values(item)) {
        const parameters = operation.parameters as { name?: string; in?: string }[]
        expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath)
      }
    }
  })

  test('promises in answers what the default fills in, and does not demand it in requests', () => {
    const { User: answer, UserInput: request } = api.components.schemas as Record<string, { required?: string[] }>
    expect(answer?.required).toContain('status')
    expect(request?.required).not.toContain('mfaPolicyStatus')
  })
})
