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

export const timeZone = z
  .object({
    timeZoneId: z.string().describe('IANA name.'),
    displayName: z.string().nullable(),
    utcOffset: z.int().nullable().describe('Minutes east of UTC now, daylight saving time included.'),
  })
  .meta({ id: 'TimeZone' })
export type TimeZone = z.output<typeof timeZone>

export const getTimeZones = operation({
  operationId: 'getTimeZones',
  method: 'get',
  path: '/discovery/timeZones',
  tag: 'misc',
  summary: 'Lists time zones with their offset of the moment.',
  access: 'signedIn',
  answer: { kind: 'page', item: timeZone },
})

export const REFERENCE_LIST_OPERATIONS = [getCountries, getCurrencies, getUsaStates, getTimeZones]
