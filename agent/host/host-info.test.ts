import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { hostInfo } from '../../worker/contract/agent-protocol.ts'
import { readHostInfo, readMachineUid, readReleaseField } from './host-info.ts'
import { readStartMark } from './left-processes.ts'

it('describes this machine as the protocol wants it', () => {
  const info = readHostInfo('5592d82e-200b-8ee5-b4b6-512cb5a60afa')
  expect(hostInfo.parse(info)).toEqual(info)
})

it('makes the same machine uid again, another one for another folder, and gives the system’s own identity away in neither', () => {
  const uid = readMachineUid('')
  expect(readMachineUid('')).toBe(uid)
  if (uid !== null) {
    expect(readMachineUid('/other')).not.toBe(uid)
    expect(hostInfo.shape.machineUid.safeParse(uid).success).toBe(true)
  }
})

it('reads fields of os-release with and without quotes', () => {
  const release = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID=12\nEMPTY=\n'
  expect(readReleaseField(release, 'PRETTY_NAME')).toBe('Debian GNU/Linux 12 (bookworm)')
  expect(readReleaseField(release, 'VERSION_ID')).toBe('12')
  expect(readReleaseField(release, 'EMPTY')).toBeNull()
  expect(readReleaseField(release, 'NAME')).toBeNull()
})

it('tells a process from another one that gets its id later', () => {
  const mark = readStartMark(process.pid)
  expect(mark).not.toBeNull()
  expect(readStartMark(process.pid)).toBe(mark)
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  expect(readStartMark(child.pid ?? 0)).not.toBe(mark)
  child.kill('SIGKILL')
  expect(readStartMark(2 ** 22 + 1)).toBeNull()
})
