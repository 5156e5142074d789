/** A schema as a tree: members with their types, opened on demand, so that schemas inside themselves do no harm. */
import { type ApiDocument, follow, refName, type Schema } from './document.ts'
import { element } from './element.ts'

/** In requests what must be there is marked, in answers what may be missing. */
export type Side = 'request' | 'answer'

export function showSchema(api: ApiDocument, schema: Schema, side: Side): HTMLElement {
  const { members, isList } = membersOf(api, schema)
  if (members.length === 0) return element('p', { class: 'type' }, typeName(api, schema))
  return element(
    'div',
    { class: 'schema' },
    isList && element('p', { class: 'type' }, 'A list of:'),
    showMembers(api, members, side),
  )
}

interface Member {
  name: string
  schema: Schema
  isRequired: boolean
}

function showMembers(api: ApiDocument, members: Member[], side: Side): HTMLElement {
  return element('ul', { class: 'members' }, ...members.map((member) => showMember(api, member, side)))
}

function showMember(api: ApiDocument, { name, schema, isRequired }: Member, side: Side): HTMLElement {
  const target = follow(api, schema)
  const line = [
    element('code', { class: 'name' }, name),
    ' ',
    element('span', { class: 'type' }, typeName(api, schema)),
    side === 'request' && isRequired && element('span', { class: 'required' }, ' required'),
    side === 'answer' && !isRequired && element('span', { class: 'type' }, ' may be missing'),
    target.default !== undefined && element('span', { class: 'type' }, ` default ${JSON.stringify(target.default)}`),
    target.description !== undefined && element('span', { class: 'description' }, ` ${target.description}`),
  ]
  const { members } = membersOf(api, schema)
  if (members.length === 0) return element('li', {}, ...line)
  const details = element('details', {}, element('summary', {}, ...line)) as HTMLDetailsElement
  details.addEventListener('toggle', () => details.append(showMembers(api, members, side)), { once: true })
  return element('li', {}, details)
}

function membersOf(api: ApiDocument, schema: Schema): { members: Member[]; isList: boolean } {
  const target = follow(api, schema)
  const option = [...(target.anyOf ?? []), ...(target.oneOf ?? [])].find((part) => part.type !== 'null')
  if (option !== undefined) return membersOf(api, option)
  if (target.items !== undefined) return { members: membersOf(api, target.items).members, isList: true }
  const required = target.required ?? []
  const members = Object.entries(target.properties ?? {}).map(([name, member]) => ({
    name,
    schema: member,
    isRequired: required.includes(name),
  }))
  return { members, isList: false }
}

export function typeName(api: ApiDocument, schema: Schema): string {
  const target = follow(api, schema)
  const options = [...(target.anyOf ?? []), ...(target.oneOf ?? [])]
  if (options.length > 0) return [...new Set(options.map((option) => typeName(api, option)))].join(' or ')
  if (target.enum !== undefined) return target.enum.map(String).join(' | ')
  const types = [target.type ?? []].flat()
  if (types.includes('array') && target.items !== undefined) {
    const nullable = types.includes('null') ? ' or null' : ''
    return `list of ${typeName(api, target.items)}${nullable}`
  }
  const named = types.includes('object') ? (refName(schema) ?? 'object') : undefined
  const plain = types.map((type) => (type === 'object' && named !== undefined ? named : type)).join(' or ')
  return target.format === undefined ? plain || 'anything' : `${plain} (${target.format})`
}
