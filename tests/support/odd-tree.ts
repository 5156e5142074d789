/** Folders with names, links and contents that backups stumble over, and a way to compare two of them byte for byte. */
import { createHash } from 'node:crypto'
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const NAMES = [
  'plain.txt',
  ' leading and trailing ',
  'line\nbreak',
  'tab\tbell\u0007',
  '-rf',
  '--exclude=*',
  '#comment',
  '!negated',
  '$HOME',
  '*star?[x]',
  'back\\slash',
  `quote"'`,
  'ünïcödé-🎉',
  'e\u0301 decomposed',
  'CON',
  '.hidden',
]

export function makeOddTree(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [index, name] of NAMES.entries()) {
    writeFileSync(join(folder, name), `content ${index} of ${name}`)
    mkdirSync(join(folder, `folder ${name}`))
    writeFileSync(join(folder, `folder ${name}`, name), Buffer.alloc(1000 + index, index))
  }
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/not-utf8-`), Buffer.from([0xff, 0xfe])]), 'bytes')
  writeFileSync(join(folder, 'empty'), '')
  writeFileSync(join(folder, 'n'.repeat(255)), 'longest name')
  mkdirSync(join(folder, 'empty folder'))
  symlinkSync('plain.txt', join(folder, 'link to a file'))
  symlinkSync('/nowhere/at/all', join(folder, 'link to nothing'))
  symlinkSync('.', join(folder, 'link to itself'))
  linkSync(join(folder, 'plain.txt'), join(folder, 'hard link'))
  utimesSync(join(folder, 'plain.txt'), 1_000_000_000, 1_000_000_000.5)
}

/** One line per entry: its path as hex, its kind, permissions, and its content's digest or its target. */
export function describeTree(folder: string): string[] {
  const lines: string[] = []
  const visit = (path: Buffer, shown: Buffer) => {
    for (const name of readdirSync(path, { encoding: 'buffer' })) {
      const inner = Buffer.concat([path, Buffer.from('/'), name])
      const innerShown = Buffer.concat([shown, Buffer.from('/'), name])
      const stat = lstatSync(inner)
      const mode = (stat.mode & 0o7777).toString(8)
      const key = innerShown.toString('latin1')
      if (stat.isSymbolicLink()) lines.push(`${key} link ${readlinkSync(inner)}`)
      else if (stat.isDirectory()) {
        lines.push(`${key} folder ${mode}`)
        visit(inner, innerShown)
      } else {
        const digest = createHash('sha256').update(readFileSync(inner)).digest('hex')
        lines.push(`${key} file ${mode} ${stat.mtimeMs} ${digest}`)
      }
    }
  }
  visit(Buffer.from(folder), Buffer.alloc(0))
  return lines.sort()
}
