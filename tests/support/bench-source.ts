/** Something to back up: half of it large files that do not compress, a third text that does, the rest small files. */
import { randomBytes, randomInt } from 'node:crypto'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MB = 1_000_000
const LARGE_FILE_MB = 100
const TEXT_FILE_MB = 10
const SMALL_FILE_BYTES = 60_000
const SMALL_FILES_PER_FOLDER = 100

export function writeSource(root: string, sizeBytes: number): void {
  mkdirSync(root, { recursive: true })
  const largeFiles = Math.max(1, Math.round((sizeBytes * 0.5) / (LARGE_FILE_MB * MB)))
  for (let index = 0; index < largeFiles; index++) {
    for (let part = 0; part < LARGE_FILE_MB; part++) appendFileSync(join(root, `large-${index}`), randomBytes(MB))
  }
  const words = Array.from({ length: 5000 }, () => randomBytes(4).toString('hex'))
  const textFiles = Math.round((sizeBytes * 0.35) / (TEXT_FILE_MB * MB))
  for (let index = 0; index < textFiles; index++) writeFileSync(join(root, `text-${index}`), makeText(words))
  const smallFiles = Math.round((sizeBytes * 0.15) / (SMALL_FILE_BYTES / 2))
  for (let index = 0; index < smallFiles; index++) {
    const folder = join(root, `folder-${Math.floor(index / SMALL_FILES_PER_FOLDER)}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `small-${index}`), randomBytes(randomInt(100, SMALL_FILE_BYTES)))
  }
}

function makeText(words: readonly string[]): string {
  const parts: string[] = []
  for (let length = 0; length < TEXT_FILE_MB * MB; ) {
    const word = words[randomInt(words.length)] ?? ''
    parts.push(word)
    length += word.length + 1
  }
  return parts.join(' ')
}
