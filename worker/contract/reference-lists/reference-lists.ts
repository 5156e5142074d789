import { z } from 'zod'
import { operation } from '../operation.ts'

const listed = { id: z.int(), name: z.string(), code: z.string() }

export const country = z.object(listed).meta({ id: 'Country' })
export const currency = z.object(listed).meta({ id: 'Currency' })
export const usaState = z.object(listed).meta({ id: 'UsaState' })

export const getCountries = operation({
  operationId: 'getCountries',
  method: 'get',
  path: '/misc/countries',
  tag: 'misc',
  summary: 'Lists countries with their ISO 3166-1 codes and numbers.',
  access: 'signedIn',
  answer: { kind: 'list', item: country },
})

export const getCurrencies = operation({
  operationId: 'getCurrencies',
  method: 'get',
  path: '/misc/currencies',
  tag: 'misc',
  summary: 'Lists currencies with their ISO 4217 codes and numbers.',
  access: 'signedIn',
  answer: { kind: 'list', item: currency },
})

export const getUsaStates = operation({
  operationId: 'getUsaStates',
  method: 'get',
  path: '/misc/usaStates',
  tag: 'misc',
  summary: 'Lists the states of the USA with their postal codes and FIPS numbers.',
  access: 'signedIn',
  answer: { kind: 'list', item: usaState },
})

export const REFERENCE_LIST_OPERATIONS = [getCountries, getCurrencies, getUsaStates]
