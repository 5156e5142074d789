import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import { asciiDomain, buildMime, type MailMessage, plainAddress } from './mime.ts'
import { stuffDots } from './smtp/smtp-session.ts'

function aMessage(members: Partial<MailMessage> = {}): MailMessage {
  return {
    from: { name: 'Holdfast', address: 'a@b.example' },
    to: 'c@d.example',
    replyTo: null,
    subject: 'Hello',
    text: 'Text\n',
    html: '<p>HTML</p>\n',
    messageId: '0190-1@b.example',
    sentAt: Date.UTC(2026, 10, 24, 3, 0, 16),
    language: 'en',
    ...members,
  }
}

/** What a receiver reads, with the line ends of this machine. */
async function read(message: MailMessage) {
  const parsed = await simpleParser(buildMime(message))
  return { ...parsed, html: parsed.html === false ? '' : parsed.html }
}

const visible = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).map((text) =>
  text
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '')
    .replace(/\s+/g, ' ')
    .trim(),
)

describe('buildMime', () => {
  it('says when, from whom and by which name', () => {
    const head = buildMime(aMessage()).split('\r\n\r\n')[0] ?? ''
    expect(head).toContain('Date: Tue, 24 Nov 2026 03:00:16 +0000\r\n')
    expect(head).toContain('From: "Holdfast"\r\n <a@b.example>\r\n')
    expect(head).toContain('Message-ID: <0190-1@b.example>\r\n')
    expect(head).not.toContain('Reply-To')
  })

  it('brings every subject and name over as it is', async () => {
    await fc.assert(
      fc.asyncProperty(visible, visible, async (subject, name) => {
        fc.pre(subject !== '' && name !== '')
        const parsed = await read(aMessage({ subject, from: { name, address: 'a@b.example' } }))
        expect(parsed.subject).toBe(subject)
        expect(parsed.from?.value).toEqual([{ name, address: 'a@b.example' }])
      }),
      { numRuns: 60 },
    )
  })

  it('brings every text over as it is, dots and long lines included', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 300 }).map((text) => text.replace(/[\p{Cc}\p{Cs}]/gu, ''))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(line, fc.constantFrom('.', '..', 'From me', '=20', ' ', '-- ')), { minLength: 1 }),
        async (lines) => {
          const text = `${lines.join('\n')}\nend`
          expect((await read(aMessage({ text }))).text).toBe(text)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('is short lines of ASCII whatever the words', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.string({ unit: 'binary', maxLength: 400 }),
        (subject, html) => {
          const from = { name: html, address: 'a@b.example' }
          const mime = buildMime(aMessage({ subject, html, text: subject, from }))
          expect(mime).toMatch(/^[\r\n\x20-\x7e]*$/)
          expect(mime.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
          expect(Math.max(...mime.split('\r\n').map((line) => line.length))).toBeLessThan(79)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each(['\r\nBcc: x@y.example', '\nX: y', '\rX: y', '\0', '\u2028X: y', '\r\n\r\nbody'])(
    'lets no value begin a header or the body: %j',
    (text) => {
      const from = { name: `Name${text}`, address: 'a@b.example' }
      const mime = buildMime(
        aMessage({ subject: `Subject${text}`, from, messageId: `id${text}@x`, language: `en${text}` }),
      )
      const names = (mime.split('\r\n\r\n')[0] ?? '')
        .split('\r\n')
        .flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? [])
      expect(names).toEqual([
        'Date',
        'From',
        'To',
        'Subject',
        'Message-ID',
        'MIME-Version',
        'Content-Language',
        'Auto-Submitted',
        'Content-Type',
      ])
      expect(() => buildMime(aMessage({ to: `a@b.example${text}` }))).toThrow()
    },
  )
})

describe('addresses', () => {
  it('have their domain in ASCII', () => {
    expect(plainAddress('müller@bücher.example')).toBe('müller@xn--bcher-kva.example')
    expect(asciiDomain('plain.example')).toBe('plain.example')
  })

  it('may be quoted, and hold nothing that could end them', () => {
    for (const address of ['"jo hn <x>"@d.example', '"a@b\\""@d.example']) expect(plainAddress(address)).toBe(address)
    for (const address of [
      'jo hn@d.example',
      'a>@d.example',
      '"a"b>"@d.example',
      '"a\r\nBcc: x"@d.example',
      '"a"@d .x',
    ])
      expect(() => plainAddress(address), address).toThrow('no address may hold')
  })
})

describe('stuffDots', () => {
  it('doubles the dots that begin lines, and ends the mail once', () => {
    expect(stuffDots('a\r\n.\r\n..b\r\nc.\r\n')).toBe('a\r\n..\r\n...b\r\nc.\r\n.\r\n')
    expect(stuffDots('.a\nb\r.c')).toBe('..a\r\nb\r\n..c\r\n.\r\n')
  })
})
