import { describe, expect, it } from 'vitest'
import { ApiError, type WireError } from '../api/error.ts'
import { placeErrors } from './server-errors.ts'

const wireNames = {
  'organizationInput.name': 'name',
  'organizationInput.email': 'email',
  'ownerCredentials.userName': 'userName',
  'ownerCredentials.password': 'password',
  'jobConfiguration.backupSource.fileLevelOptions.directories': 'directories',
}

function placed(...errors: Partial<WireError>[]) {
  const complete = errors.map((error) => ({ message: 'No.', ...error }))
  return placeErrors(new ApiError('invalid', 400, complete, undefined), wireNames)
}

describe('a refusal of the server', () => {
  it.each([
    ['organizationInput.name', 'name'],
    ['OrganizationInput.Name', 'name'],
    ['/organizationInput/name', 'name'],
    ['name', 'name'],
    ['userName', 'userName'],
    ['body.ownerCredentials.password', 'password'],
    ['jobConfiguration.backupSource.fileLevelOptions.directories[2]', 'directories'],
    ['jobConfiguration.backupSource.fileLevelOptions.directories.2', 'directories'],
  ])('that names %s stands at the field %s', (propertyName, field) => {
    expect(placed({ propertyName })).toEqual({ fields: { [field]: 'No.' }, rest: [] })
  })

  it('does not repeat the name on the wire at the field', () => {
    const message = '"organizationInput.name" is taken by another organization.'
    expect(placed({ message, propertyName: 'organizationInput.name' }).fields).toEqual({
      name: 'Is taken by another organization.',
    })
    expect(
      placed({ message: 'name: the company already has a location "Hall".', propertyName: 'name' }).fields,
    ).toEqual({
      name: 'The company already has a location "Hall".',
    })
    expect(placed({ message: 'The name "Contoso" is taken.', propertyName: 'name' }).fields).toEqual({
      name: 'The name "Contoso" is taken.',
    })
  })

  it('may name a parameter or the refused patch', () => {
    expect(placed({ parameterName: 'email' }).fields).toEqual({ email: 'No.' })
    expect(placed({ failedJsonPatch: { path: '/organizationInput/email' } }).fields).toEqual({ email: 'No.' })
  })

  it('that names nothing of this form is kept for the form as a whole', () => {
    const { fields, rest } = placed({ message: 'Quota.', propertyName: 'quota' }, { message: 'Busy.' })
    expect(fields).toEqual({})
    expect(rest.map(({ message }) => message)).toEqual(['Quota.', 'Busy.'])
  })

  it('shows the first of two sentences about one field', () => {
    const both = placed({ message: 'First.', propertyName: 'name' }, { message: 'Second.', propertyName: 'name' })
    expect(both.fields).toEqual({ name: 'First.' })
  })
})
