import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { en } from './en/index.ts'
import { t } from './translate.ts'

vi.hoisted(() => vi.stubGlobal('navigator', { language: 'en-GB' }))

const portals = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const sources = readdirSync(portals, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.') && !name.includes(join('i18n', 'en')))
  .map((name) => ({ name, text: readFileSync(join(portals, name), 'utf8') }))

describe('the dictionary', () => {
  it('fills in what a sentence leaves open', () => {
    expect(t('company.created', { name: 'Acme $& Co' })).toBe('Company Acme $& Co was created.')
    expect(t('table.range', { first: 1, last: 100, total: 4120 })).toBe('1–100 of 4,120')
  })

  it('counts in the singular and in the plural', () => {
    expect(t('loss.computers', { count: 1 })).toBe('1 computer')
    expect(t('loss.computers', { count: 1200 })).toBe('1,200 computers')
    expect(t('loss.computers', { count: 0 })).toBe('0 computers')
  })

  it('has no word that nobody uses', () => {
    const all = sources.map(({ text }) => text).join('\n')
    const patterns = [...all.matchAll(/[`'"]([a-zA-Z]+(?:\.[a-zA-Z]+)*\.)\$\{/g)].map((match) => match[1] ?? '')
    const unused = Object.keys(en).filter(
      (key) => !all.includes(`'${key}'`) && !patterns.some((prefix) => key.startsWith(prefix)),
    )
    expect(unused).toEqual([])
  })

  it('speaks calmly', () => {
    const texts = Object.values(en).flatMap((message) =>
      typeof message === 'string' ? [message] : Object.values(message),
    )
    expect(texts.filter((text) => /!|successfully|please|oops/i.test(text))).toEqual([])
  })
})

describe('the portals', () => {
  it('write no style into their markup, which their own security policy would refuse', () => {
    expect(sources.filter(({ text }) => /\sstyle="/.test(text)).map(({ name }) => name)).toEqual([])
  })
})
