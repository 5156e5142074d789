import { describe, expect, it } from 'vitest'
import { parseVaultPath } from './path.ts'

const UID = '01938f3e-0000-7000-8000-000000000001'
const NAME = 'ab'.repeat(32)

describe('an address of the vault', () => {
  it.each([
    [`/vault/${UID}`, { kind: 'repository' }],
    [`/vault/${UID}/`, { kind: 'repository' }],
    [`/vault//${UID.toUpperCase()}//`, { kind: 'repository' }],
    [`/vault/${UID}/config`, { kind: 'object', ref: { type: 'config', name: 'config' } }],
    [`/vault/${UID}/data`, { kind: 'list', type: 'data' }],
    [`/vault/${UID}/snapshots/`, { kind: 'list', type: 'snapshots' }],
    [`/vault/${UID}/keys/${NAME}`, { kind: 'object', ref: { type: 'keys', name: NAME } }],
    [`/vault/${UID}//locks//${NAME}/`, { kind: 'object', ref: { type: 'locks', name: NAME } }],
    [`/vault/${UID}/%69ndex/`, { kind: 'list', type: 'index' }],
  ])('%s names what it says', (pathname, target) => {
    expect(parseVaultPath(pathname)).toEqual({ repositoryUid: UID, target })
  })

  it.each([
    `/vault/${UID}/blobs/`,
    `/vault/${UID}/config/config`,
    `/vault/${UID}/Data/`,
    `/vault/${UID}/data/short`,
    `/vault/${UID}/data/${NAME.toUpperCase()}`,
    `/vault/${UID}/data/${NAME}0`,
    `/vault/${UID}/data/ab/${NAME}`,
    `/vault/${UID}/data/${NAME}%0A`,
    `/vault/${UID}/data%2f${NAME}`,
    `/vault/${UID}/%2564ata/`,
    `/vault/${UID}/data/%00`,
    `/vault/${UID}/data/%zz`,
    `/vault/${UID}/%2e%2e/config`,
    `/vault/${UID}/constructor/`,
  ])('%s names nothing that a repository can have', (pathname) => {
    expect(parseVaultPath(pathname)).toEqual({ repositoryUid: UID, target: null })
  })

  it.each(['/vault', '/vault/', '/vault/abc/config', `/vault/${UID}0/config`, '/vault/%zz/'])(
    '%s names no repository',
    (pathname) => {
      expect(parseVaultPath(pathname)).toBeNull()
    },
  )
})
