/**
 * `node scripts/common-passwords.ts LIST.json`: makes domain/common-passwords.ts out of a JSON array of passwords, the most
 * used first. What is kept of each is four bytes of its SHA-256: the list can be asked, and not read.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { foldKey } from '../domain/collation.ts'
import { projectFolder } from './build/sources.ts'

const ENTRIES = 10_000
/** Shorter ones cannot become passwords anyway. */
const MIN_CHARACTERS = 8
const LINE_CHARACTERS = 100

const [file = ''] = process.argv.slice(2)
const list: string[] = JSON.parse(readFileSync(file, 'utf8'))
const chosen = [...new Set(list.map(foldKey).filter((text) => text.length >= MIN_CHARACTERS))].slice(0, ENTRIES)
const digests = chosen.map((text) => createHash('sha256').update(text).digest().readUInt32BE(0))
const sorted = [...new Set(digests)].sort((a, b) => a - b)
const bytes = Buffer.alloc(sorted.length * 4)
for (const [index, digest] of sorted.entries()) bytes.writeUInt32BE(digest, index * 4)
const lines = bytes.toString('base64').match(new RegExp(`.{1,${LINE_CHARACTERS}}`, 'g')) ?? []

writeFileSync(
  join(projectFolder, 'domain', 'common-passwords.ts'),
  `/**
 * The ${sorted.length.toLocaleString('en')} most used passwords of at least ${MIN_CHARACTERS} characters, folded: the first four bytes of the SHA-256 of each, big-endian,
 * sorted, in Base64. Made by scripts/common-passwords.ts from the list of @zxcvbn-ts/language-common 4.1.3 (MIT).
 */
export const COMMON_PASSWORD_DIGESTS = \`
${lines.join('\n')}
\`
`,
)
console.log(`${sorted.length} digests of ${chosen.length} passwords`)
