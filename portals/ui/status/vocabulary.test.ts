import { describe, expect, it } from 'vitest'
import { connectionStatus, enabledStatus, jobStatus, repositoryStatus, sessionStatus } from './vocabulary.ts'

describe('the vocabulary of states', () => {
  it.each([
    ['Success', 'success', 'status.success'],
    ['Warning', 'warning', 'status.warning'],
    ['Failed', 'failed', 'status.failed'],
    ['Starting', 'running', 'status.starting'],
    ['Stopping', 'running', 'status.stopping'],
    ['None', 'never', 'status.neverRun'],
    ['Canceled', 'canceled', 'status.canceled'],
    ['SomethingNewer', 'unknown', 'status.unknown'],
  ])('says %s of a job as %s', (status, kind, label) => {
    expect(jobStatus({ status, isEnabled: true })).toEqual({ kind, label })
  })

  it('calls a switched-off job disabled whatever its last run was', () => {
    expect(jobStatus({ status: 'Failed', isEnabled: false }).kind).toBe('disabled')
  })

  it('shows a run that goes on although its job was switched off', () => {
    expect(jobStatus({ status: 'Running', isEnabled: false, progressPercent: 43.9 })).toEqual({
      kind: 'running',
      label: 'status.running',
      percent: 43,
    })
  })

  it('says no percentage that it does not know', () => {
    expect(sessionStatus({ status: 'Running', progressPercent: null })).not.toHaveProperty('percent')
    expect(sessionStatus({ status: 'Success', progressPercent: 100 })).not.toHaveProperty('percent')
  })

  it('has one word for what is switched on, by whichever name the wire has it', () => {
    expect(enabledStatus('Active').kind).toBe('success')
    expect(enabledStatus('Enabled').kind).toBe('success')
    expect(enabledStatus('Disabled').kind).toBe('disabled')
    expect(repositoryStatus('Deleted').kind).toBe('canceled')
  })

  it('takes no connection for granted', () => {
    expect(connectionStatus('Online').kind).toBe('success')
    expect(connectionStatus('Inaccessible').kind).toBe('failed')
    expect(connectionStatus(undefined).kind).toBe('unknown')
  })
})
