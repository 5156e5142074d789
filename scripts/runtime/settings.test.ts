import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

const read = (env: Record<string, string>) => readSettings(env, '/project')

describe('settings of the console', () => {
  it('are a folder of the project and port 8787 without any variable', () => {
    expect(read({})).toEqual({ port: 8787, url: 'http://127.0.0.1:8787', stateFolder: '/project/.holdfast' })
  })

  it('take the port into the address', () => {
    expect(read({ PORT: '9000' }).url).toBe('http://127.0.0.1:9000')
  })

  it('keep a public address apart from the port, without its slash', () => {
    expect(read({ PORT: '9000', HOLDFAST_URL: 'https://backup.example.com/' })).toMatchObject({
      port: 9000,
      url: 'https://backup.example.com',
    })
  })

  it.each(['0', '65536', '-1', '80a', '8787.5', ' '])('refuse the port "%s" and name the limits', (PORT) => {
    expect(() => read({ PORT })).toThrow(/from 1 to 65535/)
  })

  it.each([
    'backup.example.com',
    'ftp://a.example',
    'https://a.example/console',
    'https://a.example/?x=1',
    'https://a.example/#x',
  ])('refuse the address "%s"', (HOLDFAST_URL) => {
    expect(() => read({ HOLDFAST_URL })).toThrow(/HOLDFAST_URL/)
  })

  it('take a state folder relative to the project or absolute', () => {
    expect(read({ HOLDFAST_STATE: 'other' }).stateFolder).toBe('/project/other')
    expect(read({ HOLDFAST_STATE: '/data/console' }).stateFolder).toBe('/data/console')
  })

  it('want name and password of the administrator together', () => {
    expect(() => read({ HOLDFAST_ADMIN_LOGIN: 'admin' })).toThrow(/belong together/)
    expect(() => read({ HOLDFAST_ADMIN_PASSWORD: 'secret' })).toThrow(/belong together/)
    expect(read({ HOLDFAST_ADMIN_LOGIN: 'admin', HOLDFAST_ADMIN_PASSWORD: 'secret' }).administrator).toEqual({
      userName: 'admin',
      password: 'secret',
    })
  })
})
