import { describe, expect, it } from 'vitest'
import { parseForgetReport, parseResticLine, parseSnapshots } from './messages.ts'

const ID = 'ab'.repeat(32)

describe('a line of restic', () => {
  it('with status is progress, also without the members that a version leaves out', () => {
    const line = JSON.stringify({
      message_type: 'status',
      percent_done: 0.25,
      total_files: 8,
      files_done: 2,
      total_bytes: 400,
      bytes_done: 100,
      current_files: ['/a', '/b'],
    })
    expect(parseResticLine(line)).toEqual({
      kind: 'status',
      percent: 25,
      filesDone: 2,
      filesTotal: 8,
      bytesDone: 100,
      bytesTotal: 400,
      currentFile: '/a',
    })
    expect(parseResticLine('{"message_type":"status","percent_done":1.2}')).toMatchObject({
      percent: 100,
      filesDone: 0,
      currentFile: null,
    })
  })

  it('with a summary counts what is stored, which releases before 0.17 do not tell', () => {
    const summary = {
      message_type: 'summary',
      files_new: 1,
      files_changed: 2,
      files_unmodified: 3,
      data_added: 1000,
      total_files_processed: 6,
      total_bytes_processed: 5000,
      snapshot_id: ID,
    }
    const parse = (more: object) => parseResticLine(JSON.stringify({ ...summary, ...more }))
    expect(parse({})).toMatchObject({ kind: 'summary', summary: { snapshotId: ID, bytesAdded: 1000, filesCount: 6 } })
    expect(parse({ data_added_packed: 400 })).toMatchObject({ summary: { bytesAdded: 400 } })
    // 0.14 tells eight characters, 0.17 nothing when it made no snapshot.
    expect(parse({ snapshot_id: 'abababab' })).toMatchObject({ summary: { snapshotId: null } })
    expect(parse({ snapshot_id: '' })).toMatchObject({ summary: { snapshotId: null } })
  })

  it('with an error names the item, even when the error is empty', () => {
    expect(
      parseResticLine(
        '{"message_type":"error","error":{"message":"permission denied"},"during":"archival","item":"/x"}',
      ),
    ).toEqual({
      kind: 'fileError',
      item: '/x',
      message: 'permission denied',
    })
    expect(parseResticLine('{"message_type":"error","error":{},"during":"scan","item":"/x"}')).toEqual({
      kind: 'fileError',
      item: '/x',
      message: 'unknown error',
    })
  })

  it('that is not JSON, or JSON of another kind, is text', () => {
    for (const text of [
      'Fatal: no',
      '{"message_type":"verbose_status"}',
      '{broken',
      '[1]',
      '{"message_type":"summary"',
    ]) {
      expect(parseResticLine(text)).toEqual({ kind: 'text', text })
    }
  })
})

describe('lists of snapshots', () => {
  const snapshot = { id: ID, time: '2026-11-24T01:02:03.456789012+01:00', paths: ['/a'], tags: ['job:x'] }

  it('are read with and without the summary that 0.17 brought', () => {
    const summary = { total_bytes_processed: 10, data_added: 5, data_added_packed: 3, total_files_processed: 2 }
    expect(parseSnapshots(JSON.stringify([snapshot, { ...snapshot, summary }]))).toEqual([
      { snapshotId: ID, at: Date.parse('2026-11-24T00:02:03.456Z'), paths: ['/a'] },
      {
        snapshotId: ID,
        at: Date.parse('2026-11-24T00:02:03.456Z'),
        paths: ['/a'],
        sourceBytes: 10,
        addedBytes: 3,
        filesCount: 2,
      },
    ])
  })

  it('are empty when there are none, and unknown when the output is something else', () => {
    expect(parseSnapshots('null')).toEqual([])
    expect(parseSnapshots('[]')).toEqual([])
    expect(parseSnapshots('')).toBeNull()
    expect(parseSnapshots('Fatal: no')).toBeNull()
  })

  it('of forget tell what is kept and how many go', () => {
    const report = [
      { tags: null, keep: [snapshot], remove: null },
      { keep: null, remove: [snapshot, snapshot] },
    ]
    expect(parseForgetReport(JSON.stringify(report))).toEqual({
      kept: [expect.objectContaining({ snapshotId: ID })],
      removedCount: 2,
    })
    expect(parseForgetReport('null')).toEqual({ kept: [], removedCount: 0 })
    expect(parseForgetReport('oops')).toBeNull()
  })
})
