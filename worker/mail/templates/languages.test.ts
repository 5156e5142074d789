import { describe, expect, it } from 'vitest'
import { escapeHtml } from '../../../domain/escape-html.ts'
import { type MailLanguageCode, mailLanguageCode } from '../../contract/organizations/configuration-mail.ts'
import type { ChainLink } from '../organization-chain.ts'
import { renderMail } from '../queue.ts'
import { resolveLanguage } from './languages.ts'
import type { LaidOutMail } from './lay-out.ts'
import type { MailTemplate, MailValues } from './mail-content.ts'

const URL = 'https://console.example'
const LINK = `${URL}/#resetPassword=hfp_1&x=2`
const AT = Date.UTC(2026, 2, 5, 14, 7)
const NOTICE = { userName: 'Bäcker & <Co>\\owner', at: AT, clientAddress: '192.0.2.7' }
const WELCOME = { organizationName: 'Bäcker & <Co>', userName: NOTICE.userName }

const SAMPLES: { [Name in MailTemplate]: readonly MailValues[Name][] } = {
  passwordReset: [60, 1].map((validMinutes) => ({ userName: NOTICE.userName, link: LINK, validMinutes })),
  passwordChanged: [NOTICE, { ...NOTICE, clientAddress: null }],
  emailChanged: [NOTICE, { ...NOTICE, clientAddress: null }],
  mfaReset: [{ userName: NOTICE.userName }],
  mfaEnabled: [{ userName: NOTICE.userName, at: AT }],
  recoveryCodeUsed: [9, 1, 0].map((codesLeft) => ({ ...NOTICE, codesLeft })),
  welcomeUser: [
    { ...WELCOME, link: LINK, validHours: 48 },
    { ...WELCOME, link: LINK, validHours: 1 },
    { ...WELCOME, link: null, validHours: null },
  ],
  welcomeCompany: [
    { ...WELCOME, password: null, link: LINK, validHours: 48 },
    { ...WELCOME, password: 'first <7>', link: null, validHours: null },
    { ...WELCOME, password: null, link: null, validHours: null },
  ],
  welcomeReseller: [
    { ...WELCOME, password: null, link: LINK, validHours: 48 },
    { ...WELCOME, password: 'first <7>', link: null, validHours: null },
    { ...WELCOME, password: null, link: null, validHours: null },
  ],
  testMail: [{}],
}
const TEMPLATES = Object.keys(SAMPLES) as MailTemplate[]

function aLink(uid: string, type: ChainLink['type'], language?: MailLanguageCode | null): ChainLink {
  return {
    uid,
    type,
    name: uid,
    alias: null,
    email: 'help@north.example',
    phone: '+49 30 1',
    website: null,
    loginUrl: null,
    notification: language === undefined ? {} : { language },
    smtp: null,
    smtpSecretSealed: null,
    branding: { portalName: 'North <Cloud>' },
    autoDeployment: {},
    rev: 0,
    images: {},
  }
}

function render(code: MailLanguageCode, template: MailTemplate): LaidOutMail[] {
  const chain = [aLink('company', 'Company', code), aLink('provider', 'Provider')]
  return SAMPLES[template].map((values) => renderMail({ HOLDFAST_URL: URL }, chain, { template, values }))
}

/** What is in a mail whatever its language: the values, and what stands around them. Times are spelled. */
function factsOf(values: object): string[] {
  const { at: _at, ...others } = values as Record<string, unknown>
  const known = Object.values(others).filter((value) => value !== null)
  return [...known.map(String), 'North <Cloud>', '+49 30 1 · help@north.example', ...('at' in values ? ['UTC'] : [])]
}

const tagsOf = (html: string) => html.replaceAll(/ lang="\w+"/g, '').match(/<[^>]*>/g)
const EVERY = mailLanguageCode.options.flatMap((code) => TEMPLATES.map((template) => ({ code, template })))
const EVERY_TRANSLATED = EVERY.filter(({ code }) => code !== 'en')

describe('every mail in every language', () => {
  it.each(EVERY)('says in $code all that $template has to say, in text and in HTML', ({ code, template }) => {
    const mails = render(code, template)
    for (const [index, { subject, text, html, language }] of mails.entries()) {
      expect(language).toBe(code)
      expect(html).toContain(`<html lang="${code}">`)
      expect(html).toContain(`<title>${escapeHtml(subject)}</title>`)
      expect(subject).toContain('North <Cloud>')
      for (const fact of factsOf(SAMPLES[template][index] ?? {})) {
        expect(text).toContain(fact)
        expect(html).toContain(escapeHtml(fact))
      }
      expect(`${subject}${text}${html}`).not.toMatch(/undefined|null|NaN|\[object/)
    }
  })

  it.each(EVERY_TRANSLATED)('is built in $code as the English $template is', ({ code, template }) => {
    const english = render('en', template)
    for (const [index, { text, html }] of render(code, template).entries()) {
      expect(tagsOf(html)).toEqual(tagsOf(english[index]?.html ?? ''))
      expect(text.match(/https?:\S+/g)).toEqual(english[index]?.text.match(/https?:\S+/g))
      expect(text.split('\n\n')).toHaveLength(english[index]?.text.split('\n\n').length ?? 0)
    }
  })

  it.each(EVERY_TRANSLATED)('leaves no English in the $code $template', ({ code, template }) => {
    for (const [index, mail] of render(code, template).entries()) {
      const values = Object.values(SAMPLES[template][index] ?? {}).map(String)
      const words = [`${mail.subject}\n${mail.text}`, ...values, URL].reduce((all, value) => all.replaceAll(value, ''))
      expect(words).not.toMatch(
        /\b(the|you|your|this|it|of|and|by|with|password|user|time|address|sign|mail was|hours?|getting|welcome|open)\b/i,
      )
    }
  })

  it('has a subject of its own in each language', () => {
    for (const template of TEMPLATES) {
      const subjects = mailLanguageCode.options.map((code) => render(code, template)[0]?.subject)
      expect(new Set(subjects).size).toBe(mailLanguageCode.options.length)
    }
  })

  it.each([
    ['de', /\b(du|dich|dir|dein\w*|euch|euer)\b/i],
    ['fr', /(^|[^\p{L}])(tu|toi|te|ton|ta|tes)([^\p{L}]|$)/iu],
    ['es', /(^|[^\p{L}])(tú|tu|tus|ti|te)([^\p{L}]|$)/iu],
  ] as const)('addresses the reader formally in %s', (code, familiar) => {
    for (const template of TEMPLATES) for (const { text } of render(code, template)) expect(text).not.toMatch(familiar)
  })

  it.each([
    ['en', '2026-03-05', '14:07 UTC'],
    ['de', '5. März 2026', '14:07 UTC'],
    ['fr', '5 mars 2026', '14:07 UTC'],
    ['es', '5 de marzo de 2026', '14:07 UTC'],
  ] as const)('writes times in %s with the day as %s', (code, day, time) => {
    const [mail] = render(code, 'passwordChanged')
    expect(mail?.text).toContain(day)
    expect(mail?.text).toContain(time)
  })

  it('counts one as one', () => {
    const textsOf = (code: MailLanguageCode) =>
      (['passwordReset', 'welcomeUser'] as const).map((template) => render(code, template)[1]?.text ?? '')
    expect(textsOf('en').map((text) => /\b1 \w+/.exec(text)?.[0])).toEqual(['1 minute', '1 hour'])
    expect(textsOf('de').map((text) => /\b1 \w+/.exec(text)?.[0])).toEqual(['1 Minute', '1 Stunde'])
    expect(textsOf('fr').map((text) => /\b1 \w+/.exec(text)?.[0])).toEqual(['1 minute', '1 heure'])
    expect(textsOf('es').map((text) => /\b1 \w+/.exec(text)?.[0])).toEqual(['1 minuto', '1 hora'])
  })

  it('leaves own words as they were written', () => {
    const chain = [aLink('company', 'Company', 'de')]
    const [values] = SAMPLES.welcomeCompany
    if (values === undefined) throw new Error('There is no sample')
    const mail = { template: 'welcomeCompany', values } as const
    const welcome = { ownWords: 'Hello %company%', hasSelfServiceSection: false }
    const { text } = renderMail({ HOLDFAST_URL: URL }, chain, mail, welcome)
    expect(text).toMatch(/^Hello Bäcker & <Co>\n\nPortal: .*\nBenutzername: /)
    expect(text).not.toContain('Erste Schritte')
  })
})

describe('resolveLanguage', () => {
  it.each([
    ['its own', ['fr', 'de', 'es'], 'fr'],
    ["its reseller's", [null, 'de', 'es'], 'de'],
    ["the provider's", [undefined, null, 'es'], 'es'],
    ['English where none is chosen', [null, undefined, null], 'en'],
    ['English where that is chosen below another one', ['en', 'de', 'es'], 'en'],
  ] as const)('of a company is %s', (_name, [company, reseller, provider], code) => {
    const chain = [aLink('c', 'Company', company), aLink('r', 'Reseller', reseller), aLink('p', 'Provider', provider)]
    expect(resolveLanguage(chain).code).toBe(code)
  })

  it('is English of an organization that is gone', () => {
    expect(resolveLanguage([]).code).toBe('en')
  })
})
