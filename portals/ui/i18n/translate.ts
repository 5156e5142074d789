import { locale } from '../format/number.ts'
import { en } from './en/index.ts'

export type MessageKey = keyof typeof en
export type MessageParameters = Readonly<Record<string, string | number>>

const plural = new Intl.PluralRules('en')
const figures = new Intl.NumberFormat(locale)

/** A sentence with `{name}` places; one that counts has a form for one and for other, chosen by `count`. */
export type Message = string | { readonly one: string; readonly other: string }

function pick(message: Message, parameters: MessageParameters): string {
  if (typeof message === 'string') return message
  return plural.select(Number(parameters.count ?? 0)) === 'one' ? message.one : message.other
}

export function t(key: MessageKey, parameters: MessageParameters = {}): string {
  const message: Message = en[key]
  return pick(message, parameters).replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = parameters[name]
    if (value === undefined) return place
    return typeof value === 'number' ? figures.format(value) : value
  })
}
