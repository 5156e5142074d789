import { beforeEach, describe, expect, it, vi } from 'vitest'
import { dropDraft, dropDrafts, readDraft, writeDraft } from './draft.ts'

const kept = new Map<string, string>()

beforeEach(() => {
  kept.clear()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    key: (index: number) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size
    },
  })
})

const initial = { name: '', quota: '', isOn: true, uids: [] as string[], password: '' }
const options = { name: 'somebody.form', secrets: ['password'] as const }

describe('a draft', () => {
  it('brings back what was typed, but no secret', () => {
    writeDraft(options, initial, { name: 'Acme', quota: '', isOn: false, uids: ['a'], password: 'correct horse' })
    expect([...kept.values()].join()).not.toContain('correct horse')
    expect(readDraft(options, initial)).toEqual({ name: 'Acme', quota: '', isOn: false, uids: ['a'], password: '' })
  })

  it('leaves alone what was not touched, whatever the console has by then', () => {
    writeDraft(options, initial, { ...initial, name: 'Acme' })
    expect(readDraft(options, { ...initial, quota: '7' })).toMatchObject({ name: 'Acme', quota: '7' })
  })

  it('goes with the form, and when everything is as it was', () => {
    writeDraft(options, initial, { ...initial, name: 'Acme' })
    writeDraft(options, initial, initial)
    expect(kept.size).toBe(0)
    writeDraft(options, initial, { ...initial, name: 'Acme' })
    dropDraft(options.name)
    expect(readDraft(options, initial)).toEqual(initial)
  })

  it('goes with all others when somebody signs out, and nothing else of the tab does', () => {
    kept.set('another', 'thing')
    for (const name of ['one', 'other']) writeDraft({ name, secrets: [] }, initial, { ...initial, name: 'Acme' })
    dropDrafts()
    expect([...kept.keys()]).toEqual(['another'])
  })

  it.each(['{', 'null', '[]', '{"name":7,"isOn":"yes","uids":[1],"password":"x","other":1}'])(
    'passes over what is no draft of this form: %s',
    (text) => {
      kept.set('holdfast.draft.somebody.form', text)
      expect(readDraft(options, initial)).toEqual(initial)
    },
  )
})
