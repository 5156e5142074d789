/** A mail's blocks as text and as HTML: tables and inline styles, since mail programs know little else. */
import { escapeHtml } from '../../../domain/escape-html.ts'
import { ownWordsToHtml, ownWordsToText } from '../../../domain/own-words.ts'
import type { PublicBrand } from '../../contract/organizations/configuration-branding.ts'
import { themeColor } from '../theme-colors.ts'
import type { MailBlock, MailContent, MailLanguage } from './mail-content.ts'

export interface MailFrame {
  brand: Pick<PublicBrand, 'portalName' | 'portalColorTheme' | 'accentColor' | 'images'>
  /** Public address of the console without trailing slash: the logo's path is below it. */
  baseUrl: string
  portalUrl: string
  /** Of the organization whose brand it is: address, phone. */
  contact: string | null
  language: MailLanguage
}

export interface LaidOutMail {
  subject: string
  text: string
  html: string
  /** Tag of its language. */
  language: string
}

export function layOut(content: MailContent, frame: MailFrame): LaidOutMail {
  return {
    subject: content.subject.replace(/\p{Cc}+/gu, ' ').trim(),
    text: layOutText(content, frame),
    html: layOutHtml(content, frame),
    language: frame.language.code,
  }
}

function layOutText({ blocks }: MailContent, { brand, contact, language }: MailFrame): string {
  return [...blocks.map(blockToText), '-- ', language.footer(brand.portalName, contact)].join('\n\n').concat('\n')
}

function blockToText(block: MailBlock): string {
  switch (block.kind) {
    case 'text':
      return block.text
    case 'heading':
      return `${block.text}\n${'='.repeat([...block.text].length)}`
    case 'button':
      return `${block.label}:\n${block.url}`
    case 'facts':
      return block.facts.map(([label, value]) => `${label}: ${value}`).join('\n')
    case 'ownWords':
      return ownWordsToText(block.content)
  }
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

function layOutHtml({ subject, blocks }: MailContent, frame: MailFrame): string {
  const { brand, baseUrl, portalUrl, contact, language } = frame
  const color = themeColor(brand)
  const logo = brand.images.reportLogo ?? brand.images.portalLogo ?? brand.images.loginLogo
  const name = escapeHtml(brand.portalName)
  const head =
    logo === null
      ? `<span style="font-size:20px;font-weight:600;color:${color}">${name}</span>`
      : `<img src="${escapeHtml(baseUrl + logo)}" alt="${name}" style="border:0;max-width:200px;max-height:45px">`
  return `<!doctype html>
<html lang="${language.code}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:0;background:#f3f4f6">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border-top:4px solid ${color};${FONT};font-size:15px;line-height:1.5;color:#1f2933">
<tr><td style="padding:24px 32px 8px"><a href="${escapeHtml(portalUrl)}" style="text-decoration:none">${head}</a></td></tr>
<tr><td style="padding:8px 32px 24px">
${blocks.map((block) => blockToHtml(block, color, language.linkHint)).join('\n')}
</td></tr>
<tr><td style="padding:16px 32px;border-top:1px solid #e4e7eb;font-size:12px;color:#616e7c">${escapeHtml(language.footer(brand.portalName, contact))}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`
}

function blockToHtml(block: MailBlock, color: string, linkHint: string): string {
  switch (block.kind) {
    case 'text':
      return `<p style="margin:0 0 16px">${escapeHtml(block.text)}</p>`
    case 'heading':
      return `<h2 style="margin:24px 0 8px;font-size:17px">${escapeHtml(block.text)}</h2>`
    case 'button': {
      const url = escapeHtml(block.url)
      return `<p style="margin:0 0 8px"><a href="${url}" style="display:inline-block;padding:10px 20px;background:${color};color:#ffffff;text-decoration:none;border-radius:4px">${escapeHtml(block.label)}</a></p>
<p style="margin:0 0 16px;font-size:12px;color:#616e7c">${escapeHtml(linkHint)}<br><span style="word-break:break-all">${url}</span></p>`
    }
    case 'facts':
      return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px">${block.facts
        .map(
          ([label, value]) =>
            `<tr><td style="padding:2px 16px 2px 0;color:#616e7c">${escapeHtml(label)}</td><td style="padding:2px 0;word-break:break-all">${escapeHtml(value)}</td></tr>`,
        )
        .join('')}</table>`
    case 'ownWords':
      return `<div style="margin:0 0 16px">${ownWordsToHtml(block.content)}</div>`
  }
}
