import { describe, expect, test } from 'vitest'
import { addressProblem } from './guarded-fetch.ts'

const IN_PRODUCTION = { HOLDFAST_URL: 'https://console.example' }
const ON_ITS_OWN_MACHINE = { HOLDFAST_URL: 'http://127.0.0.1:8787' }

describe('an address that an administrator typed', () => {
  test.each([
    'https://login.example.com/metadata',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://172.32.0.1/',
    'https://100.128.0.1/',
  ])('may be %s', (address) => {
    expect(addressProblem(IN_PRODUCTION, address)).toBeNull()
  })

  test.each([
    'http://login.example.com/',
    'ftp://login.example.com/',
    'https://user:secret@login.example.com/',
    'login.example.com',
    'https://localhost/',
    'https://intranet/',
    'https://idp.local/',
    'https://idp.internal./',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[2002:a00:1::]/',
    'https://224.0.0.1/',
  ])('may not be %s', (address) => {
    expect(addressProblem(IN_PRODUCTION, address)).not.toBeNull()
  })

  test('may be loopback for a console on loopback, and a private host that the configuration names', () => {
    expect(addressProblem(ON_ITS_OWN_MACHINE, 'http://127.0.0.1:4000/metadata')).toBeNull()
    expect(addressProblem(ON_ITS_OWN_MACHINE, 'http://192.168.0.1/')).not.toBeNull()
    const named = { ...IN_PRODUCTION, HOLDFAST_PRIVATE_IDENTITY_PROVIDERS: 'adfs.corp, 10.0.0.7:8443' }
    expect(addressProblem(named, 'https://adfs.corp/metadata')).toBeNull()
    expect(addressProblem(named, 'https://10.0.0.7:8443/')).toBeNull()
    expect(addressProblem(named, 'https://10.0.0.7/')).not.toBeNull()
  })
})
