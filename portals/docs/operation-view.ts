/** One operation: what it is called by, what it takes, what it answers. */
import { type ApiDocument, type Entry, follow, type Parameter, type Schema } from './document.ts'
import { element } from './element.ts'
import { showSchema, typeName } from './schema-view.ts'

export function showOperation(api: ApiDocument, { method, path, operation }: Entry): HTMLElement[] {
  const base = api.servers[0]?.url ?? ''
  const permission = operation['x-permission']
  const access =
    operation.security?.length === 0
      ? 'Open to anybody.'
      : permission === undefined
        ? 'For whoever is signed in.'
        : `Needs the permission ${permission}.`
  return [
    element('h2', {}, operation.summary),
    element(
      'p',
      { class: 'address' },
      element('span', { class: 'method', 'data-method': method }, method),
      ' ',
      element('code', {}, base + path),
    ),
    element('p', { class: 'facts' }, element('code', {}, operation.operationId), ' · ', access),
    ...(operation.deprecated === true ? [element('p', { class: 'facts' }, 'The path of an older version.')] : []),
    ...showParameters(api, operation.parameters),
    ...showBody(api, operation.requestBody),
    ...showResponses(api, operation.responses),
    element('h3', {}, 'Try it'),
    element('pre', {}, element('code', {}, sampleCall(method, base + path, operation.requestBody !== undefined))),
  ]
}

function showParameters(api: ApiDocument, references: Parameter[]): HTMLElement[] {
  if (references.length === 0) return []
  const rows = references.map((reference) => {
    const parameter = follow(api, reference)
    const schema: Schema = parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema ?? {}
    return element(
      'tr',
      {},
      element(
        'td',
        {},
        element('code', {}, parameter.name),
        parameter.required === true && element('span', { class: 'required' }, ' required'),
      ),
      element('td', {}, parameter.in),
      element('td', {}, parameter.content === undefined ? typeName(api, schema) : `JSON: ${typeName(api, schema)}`),
      element('td', {}, parameter.description ?? ''),
    )
  })
  const head = element(
    'tr',
    {},
    ...['Name', 'In', 'Type', 'Description'].map((text) => element('th', { scope: 'col' }, text)),
  )
  const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows))
  return [element('h3', {}, 'Parameters'), element('div', { class: 'wide', tabindex: '0' }, table)]
}

function showBody(api: ApiDocument, body: Entry['operation']['requestBody']): HTMLElement[] {
  const [mediaType, content] = Object.entries(body?.content ?? {})[0] ?? []
  if (mediaType === undefined || content?.schema === undefined) return []
  return [
    element('h3', {}, 'Body'),
    element('p', { class: 'facts' }, mediaType),
    showSchema(api, content.schema, 'request'),
  ]
}

function showResponses(api: ApiDocument, responses: Entry['operation']['responses']): HTMLElement[] {
  return Object.entries(responses).flatMap(([status, reference]) => {
    const response = follow(api, reference)
    const mediaTypes = Object.keys(response.content ?? {})
    const schema = Object.values(response.content ?? {})[0]?.schema
    return [
      element('h3', {}, status === 'default' ? 'Refused or failed' : `Answer ${status}`),
      element('p', { class: 'facts' }, [response.description, mediaTypes.join(', ')].filter(Boolean).join(' ')),
      ...(schema === undefined ? [] : [showSchema(api, schema, 'answer')]),
    ]
  })
}

function sampleCall(method: string, path: string, hasBody: boolean): string {
  const lines = [`curl -X ${method} "${location.origin}${path}"`, '-H "Authorization: Bearer $TOKEN"']
  if (hasBody) lines.push('-H "Content-Type: application/json"', '-d @body.json')
  return lines.join(' \\\n  ')
}
