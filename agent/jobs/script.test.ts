import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readStartMark } from '../host/left-processes.ts'
import { runScript } from './script.ts'

let folder = ''
let lines: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'script-'))
  lines = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const run = (content: string, { timeoutMs = 60_000, abort = new AbortController().signal, fileName = 'job.sh' } = {}) =>
  runScript({
    script: { fileName, content },
    phase: 'before',
    workFolder: folder,
    variables: { HOLDFAST_JOB_NAME: 'Nightly' },
    timeoutMs,
    abort,
    onLine: (line) => lines.push(line),
  })

it('runs with its variables, by the interpreter it names or else by sh, whatever its file is called', async () => {
  expect(await run(`echo "$HOLDFAST_JOB_NAME" > ${folder}/out`)).toEqual({ ok: true, value: null })
  expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('Nightly\n')
  expect(await run('#!/usr/bin/env node\nconsole.log(1 + 1)', { fileName: 'a b;$(x).sh' })).toEqual({
    ok: true,
    value: null,
  })
  expect(lines).toEqual(['2'])
})

it('fails with its exit code, or the signal that ended it', async () => {
  expect(await run('exit 4')).toMatchObject({
    failure: 'The script before the backup (job.sh) ended with exit code 4.',
  })
  expect(await run('kill -9 $$')).toMatchObject({
    failure: 'The script before the backup (job.sh) was ended by SIGKILL.',
  })
})

it('is ended with all it started when it takes too long', async () => {
  const done = await run(`(trap "" TERM; exec sleep 600) & echo $! > ${folder}/pid; wait`, { timeoutMs: 500 })
  expect(done).toMatchObject({ ok: false, failure: expect.stringContaining('it ran longer than') })
  const started = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  await expect.poll(() => readStartMark(started)).toBeNull()
})

it('is stopped with the backup', async () => {
  const controller = new AbortController()
  const done = run('echo begun; sleep 600', { abort: controller.signal })
  await expect.poll(() => lines).toEqual(['begun'])
  controller.abort()
  expect(await done).toMatchObject({ failure: 'The script before the backup (job.sh) was stopped.' })
})

it('does not hold the backup up with a program that it left behind, and may say only so much', async () => {
  expect(await run('sleep 600 & i=0; while [ $i -lt 300 ]; do echo $i; i=$((i+1)); done')).toMatchObject({ ok: true })
  await expect.poll(() => lines.at(-1)).toBe('(more output is left out)')
  expect(lines).toHaveLength(101)
})
