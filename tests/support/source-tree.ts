/** A small tree to back up: many small files, some larger ones, odd names, links, an empty file and an empty folder. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ODD_NAMES = [
  'with space',
  'ümläut',
  '日本語',
  'quote\'and"double',
  'new\nline',
  '-dash',
  '%41',
  'dot.',
  '#hash&amp',
]
const LARGE_FILES = 3
const LARGE_FILE_BYTES = 9 * 1024 * 1024

export function aSourceTree(root: string): void {
  mkdirSync(join(root, 'small', 'empty folder'), { recursive: true })
  for (let index = 0; index < 200; index++) {
    writeFileSync(join(root, 'small', `file ${index}`), randomBytes(index * 37))
  }
  for (const name of ODD_NAMES) writeFileSync(join(root, 'small', name), name)
  for (let index = 0; index < LARGE_FILES; index++) {
    writeFileSync(join(root, `large ${index}`), randomBytes(LARGE_FILE_BYTES))
  }
  symlinkSync('large 0', join(root, 'link'))
  symlinkSync('nowhere', join(root, 'broken link'))
}
