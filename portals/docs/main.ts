/** The page at /api/docs: search and read the OpenAPI document of this console. The address names the operation. */
import '../ui/base/base.css'
import './docs.css'
import { type ApiDocument, type Entry, listEntries, loadDocument } from './document.ts'
import { element } from './element.ts'
import { showOperation } from './operation-view.ts'

const search = document.querySelector<HTMLInputElement>('#search')
const list = document.querySelector<HTMLElement>('#list')
const count = document.querySelector<HTMLElement>('#count')
const main = document.querySelector<HTMLElement>('#operation')

function showList(entries: Entry[]): void {
  const wanted = (search?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const shown = entries.filter(({ words }) => wanted.every((word) => words.includes(word)))
  const byTag = Map.groupBy(shown, ({ operation }) => operation.tags[0] ?? '')
  const groups = [...byTag].sort(([a], [b]) => a.localeCompare(b)).map(([tag, group]) => showGroup(tag, group))
  list?.replaceChildren(...groups)
  if (count) count.textContent = shown.length === 1 ? '1 operation' : `${shown.length} operations`
}

function showGroup(tag: string, entries: Entry[]): HTMLElement {
  const links = entries.map(({ method, path, operation }) =>
    element(
      'li',
      {},
      element(
        'a',
        { href: `#${operation.operationId}`, ...(isCurrent(operation.operationId) ? { 'aria-current': 'page' } : {}) },
        element('span', { class: 'method', 'data-method': method }, method),
        element('span', { class: 'path' }, path),
      ),
    ),
  )
  return element('section', {}, element('h2', {}, tag.replaceAll('_', ' ')), element('ul', {}, ...links))
}

function isCurrent(operationId: string): boolean {
  return location.hash === `#${operationId}`
}

function showCurrent(api: ApiDocument, entries: Entry[]): void {
  const entry = entries.find(({ operation }) => isCurrent(operation.operationId))
  const intro = element(
    'p',
    {},
    'Choose an operation. The document itself: ',
    element('a', { href: '/api/v3/openapi.json' }, 'openapi.json'),
  )
  main?.replaceChildren(...(entry === undefined ? [intro] : showOperation(api, entry)))
  document.title = entry === undefined ? 'Holdfast REST API' : `${entry.operation.summary} · Holdfast REST API`
}

try {
  const api = await loadDocument()
  const entries = listEntries(api)
  const show = () => {
    showList(entries)
    showCurrent(api, entries)
  }
  search?.addEventListener('input', () => showList(entries))
  addEventListener('hashchange', () => {
    show()
    main?.focus({ preventScroll: true })
    scrollTo(0, 0)
  })
  show()
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error)
  main?.replaceChildren(element('p', { role: 'alert' }, `The document cannot be shown: ${reason} Load the page again.`))
}
