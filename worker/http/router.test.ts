import { describe, expect, test } from 'vitest'
import { Router } from './router.ts'

function aRouter(...routes: [method: string, path: string][]): Router<string> {
  const router = new Router<string>()
  for (const [method, path] of routes) router.add(method, path, `${method} ${path}`)
  return router
}

describe('Router', () => {
  test('finds a path in any letter case, with or without a slash at its end', () => {
    const router = aRouter(['get', '/infrastructure/sites/cloudGatewayPools'])
    for (const path of [
      '/infrastructure/sites/cloudgatewaypools',
      '/INFRASTRUCTURE/Sites/CloudGatewayPools/',
      '//infrastructure//sites/cloudGatewayPools',
    ])
      expect(router.find('GET', path)).toMatchObject({ kind: 'found' })
  })

  test('gives parameters as they were sent, percent-decoded', () => {
    const found = aRouter(['get', '/users/{userUid}/logins/{id}']).find('GET', '/users/Ab%2FC%20d/logins/7')
    expect(found).toMatchObject({ kind: 'found', match: { params: { userUid: 'Ab/C d', id: '7' } } })
  })

  test('prefers a literal to a parameter, and goes back when the literal leads nowhere', () => {
    const router = aRouter(['get', '/users/me'], ['get', '/users/{uid}'], ['get', '/users/{uid}/logins'])
    expect(router.find('GET', '/users/ME')).toMatchObject({ match: { target: 'get /users/me' } })
    expect(router.find('GET', '/users/me/logins')).toMatchObject({ match: { target: 'get /users/{uid}/logins' } })
  })

  test('says where the other methods of a known path lead', () => {
    const router = aRouter(['get', '/users'], ['post', '/users'])
    const others = [{ target: 'get /users' }, { target: 'post /users' }]
    expect(router.find('DELETE', '/users')).toMatchObject({ kind: 'wrong_method', others })
    expect(router.find('DELETE', '/nobody')).toEqual({ kind: 'unknown' })
  })

  test('takes a literal of one method and a parameter of another at the same place', () => {
    const router = aRouter(['post', '/agents/{uid}'], ['get', '/agents/jobs'])
    expect(router.find('POST', '/agents/jobs')).toMatchObject({ match: { target: 'post /agents/{uid}' } })
  })

  test('serves HEAD where GET is', () => {
    expect(aRouter(['get', '/about']).find('HEAD', '/about')).toMatchObject({ kind: 'found' })
  })

  test('knows no path whose encoding is broken', () => {
    expect(aRouter(['get', '/users/{uid}']).find('GET', '/users/%E0%A4%A')).toEqual({ kind: 'unknown' })
  })

  test('refuses a path that is declared twice', () => {
    expect(() => aRouter(['get', '/users/{a}'], ['get', '/Users/{b}'])).toThrow('declared twice')
  })
})
