/**
 * Text or HTML that an administrator wrote for a mail. HTML is rebuilt from an allow-list of elements and one attribute,
 * so that nothing runs, loads or covers the rest of the mail, whoever wrote it.
 */
import { escapeHtml } from './escape-html.ts'

const KEPT = new Set(
  'p br b strong i em u s ul ol li h1 h2 h3 h4 blockquote hr div span pre code table tbody thead tr td th a'.split(' '),
)
const EMPTY = new Set(['br', 'hr'])
/** Elements whose text is no text for readers. */
const HIDDEN = /<(script|style|head|title|template|svg|math|iframe|object|noscript)\b[\s\S]*?(<\/\1\s*>|$)/gi
const TOKEN = /<!--[\s\S]*?(?:-->|$)|<\/?([a-z][a-z0-9]*)\b((?:"[^"<]*"|'[^'<]*'|[^'"<>])*)>|<!?[^<>]*>/gi
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i
const BLOCK_END = /<\/(?:p|div|h[1-4]|li|ul|ol|tr|table|blockquote|pre)\s*>|<br\s*\/?>|<hr\s*\/?>/gi

export function isHtml(content: string): boolean {
  return /<\/?(?:p|br|b|strong|i|em|u|s|ul|ol|li|h[1-6]|div|span|table|a|html|body|hr|blockquote|pre)\b[^>]*>/i.test(
    content,
  )
}

/** What `%company%`, `%userName%` and `%portalUrl%` stand for. */
export interface OwnWordsValues {
  company: string
  userName?: string
  portalUrl: string
}

/** What stands between percent signs is filled in; HTML in a value stays text. */
export function fillInOwnWords(content: string, values: OwnWordsValues): string {
  const encode = isHtml(content)
    ? (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    : (text: string) => text
  return content.replace(/%(company|userName|portalUrl)%/g, (_all, name: keyof OwnWordsValues) =>
    encode(values[name] ?? ''),
  )
}

/** Well-formed: what is left open is closed. */
export function ownWordsToHtml(content: string): string {
  if (!isHtml(content)) return escapeHtml(content.trim()).replace(/\r?\n/g, '<br>')
  const source = content.replace(HIDDEN, '')
  const open: string[] = []
  let html = ''
  let at = 0
  for (const match of source.matchAll(TOKEN)) {
    html += textOf(source.slice(at, match.index))
    at = match.index + match[0].length
    const name = match[1]?.toLowerCase() ?? ''
    if (!KEPT.has(name)) continue
    if (EMPTY.has(name)) html += match[0].startsWith('</') ? '' : `<${name}>`
    else if (!match[0].startsWith('</')) {
      open.push(name)
      html += `<${name}${name === 'a' ? linkOf(match[2] ?? '') : ''}>`
    } else if (open.includes(name)) {
      let closed = ''
      do {
        closed = open.pop() ?? name
        html += `</${closed}>`
      } while (closed !== name)
    }
  }
  html += textOf(source.slice(at))
  return (
    html +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  )
}

export function ownWordsToText(content: string): string {
  if (!isHtml(content)) return content.trim()
  const text = content
    .replace(HIDDEN, '')
    .replace(/\s+/g, ' ')
    .replace(/<li\b[^>]*>/gi, '- ')
    .replace(BLOCK_END, '\n')
    .replace(/<a\b([^<>]*)>([\s\S]{0,1000}?)<\/a\s*>/gi, (_all, attributes: string, label: string) => {
      const url = hrefOf(attributes)
      return url === null || url === label.trim() ? label : `${label} (${url})`
    })
    .replace(TOKEN, '')
  return decodeEntities(text)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function textOf(source: string): string {
  return escapeHtml(decodeEntities(source))
}

function linkOf(attributes: string): string {
  const url = hrefOf(attributes)
  return url === null ? '' : ` href="${escapeHtml(url)}"`
}

function hrefOf(attributes: string): string | null {
  const match = HREF.exec(attributes)
  const url = decodeEntities(match?.[1] ?? match?.[2] ?? match?.[3] ?? '').trim()
  return /^(?:https?:\/\/|mailto:)/i.test(url) ? url : null
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? all
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all
  })
}
