import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compileMask } from './include-masks.ts'
import { encodePattern, escapePattern, listFirst, writeSourceList } from './source-list.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'))
  mkdirSync(join(folder, 'work'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (paths: string[], own: string[] = [], includeMasks: string[] = []) =>
  writeSourceList(
    { paths, excludes: ['*.tmp'], includeMasks, isOneFileSystem: false },
    own,
    join(folder, 'work'),
    new AbortController().signal,
  )
const readPaths = () =>
  readFileSync(join(folder, 'work', 'paths'), 'latin1')
    .split('\0')
    .slice(0, -1)

describe('the list of what a job backs up', () => {
  it('ends each path by a NUL, so that a name may hold a line break', async () => {
    const odd = join(folder, 'a\nb')
    mkdirSync(odd)
    expect(await write([odd])).toMatchObject({ ok: true, value: { missing: [], notes: [] } })
    expect(readPaths()).toEqual([odd])
  })

  it('names what is missing, and adds what a link leads to', async () => {
    mkdirSync(join(folder, 'real'))
    symlinkSync('real', join(folder, 'link'))
    symlinkSync('nothing', join(folder, 'dangling'))
    const list = await write([join(folder, 'gone'), join(folder, 'link'), join(folder, 'dangling')])
    expect(list).toMatchObject({ ok: true, value: { missing: [join(folder, 'gone')] } })
    expect(readPaths()).toEqual(['link', 'real', 'dangling'].map((name) => join(folder, name)))
  })

  it('leaves the agent’s own folders out, unless the job names them', async () => {
    mkdirSync(join(folder, 'state/cache'), { recursive: true })
    await write([folder], [join(folder, 'state')])
    expect(readFileSync(join(folder, 'work', 'excludes'), 'utf8')).toBe(`*.tmp\n${join(folder, 'state')}\n`)
    rmSync(join(folder, 'work'), { recursive: true })
    mkdirSync(join(folder, 'work'))
    await write([join(folder, 'state/cache')], [join(folder, 'state')])
    expect(readFileSync(join(folder, 'work', 'excludes'), 'utf8')).toBe('*.tmp\n')
  })

  it('with masks holds the files themselves, names that are no text included', async () => {
    mkdirSync(join(folder, 'data/deep'), { recursive: true })
    writeFileSync(
      Buffer.concat([Buffer.from(join(folder, 'data/deep/x')), Buffer.from([0xff]), Buffer.from('.doc')]),
      '',
    )
    writeFileSync(join(folder, 'data/a.doc'), '')
    writeFileSync(join(folder, 'data/a.txt'), '')
    expect(await write([join(folder, 'data')], [], ['*.doc'])).toMatchObject({ ok: true })
    expect(readPaths().sort()).toEqual([join(folder, 'data/a.doc'), `${join(folder, 'data/deep/x')}\u00ff.doc`])
  })

  it('is refused when there is nothing to back up', async () => {
    expect(await write([join(folder, 'gone')])).toEqual({
      ok: false,
      failure: `Nothing to back up: ${join(folder, 'gone')} does not exist.`,
    })
  })
})

describe('a pattern in restic’s file', () => {
  it.each([
    ['*.tmp', '*.tmp'],
    ['$HOME/x', '$$HOME/x'],
    ['#notes', '[#]notes'],
    [' led', '[ ]led'],
    ['trailed ', 'trailed[ ]'],
    ['trailed\\ ', 'trailed[ ]'],
    ['two\nlines', 'two?lines'],
  ])('stands for what was meant: %j', (pattern, written) => {
    expect(encodePattern(pattern)).toBe(written)
  })

  it('made from a path matches that path only', () => {
    expect(escapePattern('/a*b/[c]?/d\\e')).toBe('/a[*]b/[[]c][?]/d\\\\e')
  })
})

describe('a mask', () => {
  it.each([
    ['*.doc', 'a.doc', true],
    ['*.doc', 'a.docx', false],
    ['a?c', 'abc', true],
    ['a?c', 'a🎉c', true],
    ['a+b(1).txt', 'a+b(1).txt', true],
    ['*', 'line\nbreak', true],
    ['*.DOC', 'a.doc', false],
  ])('%s on %j: %s', (mask, name, matches) => {
    expect(compileMask(mask, false).test(name)).toBe(matches)
  })

  it('takes letters alike where the file system does', () => {
    expect(compileMask('*.DOC', true).test('a.doc')).toBe(true)
  })
})

it('shortens lists to the first of them', () => {
  expect(listFirst(['a', 'b'])).toBe('a, b')
  expect(listFirst(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more')
})
