import { describe, expect, it } from 'vitest'
import { describeParameters, redactBody } from './described-request.ts'
import { QueryParameters } from './query-parameters.ts'

describe('what is kept of a request', () => {
  it('is its body without whatever may be a secret, however deep', () => {
    const body = {
      name: 'Acme',
      ownerCredentials: { userName: 'owner', password: 'open sesame' },
      smtp: [{ passwordCredential: { Password: 'open sesame' } }],
      apiKey: 'open sesame',
      clientSecret: 'open sesame',
      note: null,
      password: null,
    }
    const kept = redactBody(JSON.stringify(body)) ?? ''
    expect(kept).not.toContain('sesame')
    expect(JSON.parse(kept)).toMatchObject({
      name: 'Acme',
      ownerCredentials: { userName: 'owner' },
      note: null,
      password: null,
    })
  })

  it('is a JSON Patch without the values of secret paths', () => {
    const patch = [
      { op: 'replace', path: '/smtp/passwordCredential/password', value: 'open sesame' },
      { op: 'replace', path: '/name', value: 'Beta' },
    ]
    expect(JSON.parse(redactBody(JSON.stringify(patch)) ?? '')).toEqual([{ ...patch[0], value: '***' }, patch[1]])
  })

  it('is nothing where nobody can tell what is in it', () => {
    for (const text of [null, '', ' ', '<a><password>x</password></a>', '{"a":', `"${'x'.repeat(20_000)}"`])
      expect(redactBody(text)).toBeNull()
  })

  it('is its parameters as they were spelled, lists as lists, and secrets by their names only', () => {
    const query = new QueryParameters('?Name=a&name=b&mfaToken=x&empty=&code=123456')
    expect(describeParameters(query)).toEqual({ Name: ['a', 'b'], mfaToken: ['***'], empty: [], code: ['***'] })
  })
})
