import { describe, expect, it } from 'vitest'
import type { SmtpSocket } from './smtp-connection.ts'
import { ownSmtpName, type SmtpServer, SmtpSession } from './smtp-session.ts'

/** What the other side says to each line, in turn: texts are sent as they are, `null` closes. */
type Script = readonly (string | null)[]

/** A server that follows a script: its first entry is the greeting. Later ones answer a line, or a whole mail after 354. */
function scripted(script: Script, tlsScript: Script = []) {
  const said: string[] = []
  const transports: string[] = []
  const open = (from: Script): SmtpSocket => {
    const left = [...from]
    let isMail = false
    let unread = ''
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined
    const answer = () => {
      const next = left.shift()
      if (next === null) controller?.close()
      else if (next !== undefined) {
        isMail = next.startsWith('354')
        controller?.enqueue(new TextEncoder().encode(next))
      }
    }
    const readable = new ReadableStream<Uint8Array>({
      start(given) {
        controller = given
        if (from === script) answer()
      },
    })
    const writable = new WritableStream<Uint8Array>({
      write(chunk) {
        unread += new TextDecoder().decode(chunk)
        const end = isMail ? '\r\n.\r\n' : '\r\n'
        if (!unread.endsWith(end)) return
        said.push(unread.slice(0, -end.length))
        unread = ''
        answer()
      },
    })
    return {
      readable,
      writable,
      opened: Promise.resolve(),
      close: async () => undefined,
      startTls: () => open(tlsScript),
    }
  }
  const openSocket = (_host: string, _port: number, secureTransport: string) => {
    transports.push(secureTransport)
    return open(script)
  }
  return { said, transports, openSocket }
}

const SERVER: SmtpServer = { host: 'mail.example', port: 25, tlsMode: 'none', timeoutMs: 500, credentials: null }
const USER = { userName: 'us€r', password: 'p:w', saslMechanism: null }
const MAIL = { from: 'a@b.example', to: 'c@d.example', mime: 'Subject: x\r\n\r\n.dot\r\n' }

async function converse(
  script: Script,
  server: Partial<SmtpServer> = {},
  { mail = MAIL, tlsScript = [] as Script } = {},
) {
  const { said, transports, openSocket } = scripted(script, tlsScript)
  const session = await SmtpSession.open(openSocket, { ...SERVER, ...server }, 'me.example')
  if (!session.ok) return { said, transports, outcome: session }
  return { said, transports, outcome: await session.value.send(mail) }
}

const TAKES = ['250 ok\r\n', '250 ok\r\n', '354 go\r\n', '250 2.0.0 queued as 7\r\n'] as const

describe('SmtpSession', () => {
  it('sends a mail to a server that answers in several lines and pieces', async () => {
    const { said, outcome } = await converse([
      '220-mail.example\r\n220 hello\r\n',
      '250-mail.example\r\n250-SIZE 1000\r\n250-8bitmime\r\n250 HELP\r\n',
      ...TAKES,
    ])
    expect(outcome).toEqual({ ok: true, value: '250 2.0.0 queued as 7' })
    expect(said).toEqual([
      'EHLO me.example',
      'MAIL FROM:<a@b.example> SIZE=24 BODY=8BITMIME',
      'RCPT TO:<c@d.example>',
      'DATA',
      'Subject: x\r\n\r\n..dot',
    ])
  })

  it('falls back to HELO', async () => {
    const { said, outcome } = await converse(['220 hi\r\n', '502 what\r\n', '250 fine\r\n', ...TAKES])
    expect(outcome.ok).toBe(true)
    expect(said.slice(0, 3)).toEqual(['EHLO me.example', 'HELO me.example', 'MAIL FROM:<a@b.example>'])
  })

  it.each([
    [
      'RCPT TO',
      ['250 ok\r\n', '550 5.1.1 nobody\r\n'],
      { kind: 'refused', isPermanent: true, reply: '550 5.1.1 nobody (at RCPT TO)' },
    ],
    [
      'RCPT TO for now',
      ['250 ok\r\n', '450-4.2.1 grey\r\n450 later\r\n'],
      { kind: 'refused', isPermanent: false, reply: '450 4.2.1 grey later (at RCPT TO)' },
    ],
    ['the sender without sign-in', ['530 sign in\r\n'], { kind: 'authentication', isPermanent: false }],
    [
      'the whole mail',
      ['250 ok\r\n', '250 ok\r\n', '354 go\r\n', '554 spam\r\n'],
      { isPermanent: true, reply: '554 spam (at the end of the mail)' },
    ],
    ['everything, closing', ['421 bye\r\n'], { isPermanent: false }],
    [
      'by hanging up after the words',
      ['250 ok\r\n', '250 ok\r\n', '354 go\r\n', null],
      { kind: 'connection', isPermanent: false },
    ],
    ['by something else than SMTP', ['HTTP/1.1 400 Bad Request\r\n'], { kind: 'connection', isPermanent: false }],
  ])('tells apart how a server refuses %s', async (_name, rest, failure) => {
    const { outcome } = await converse(['220 hi\r\n', '250 hi\r\n', ...rest])
    expect(outcome).toMatchObject({ ok: false, failure })
  })

  it.each([
    [['554 no\r\n'], { kind: 'refused', isPermanent: false }],
    [[null], { kind: 'connection', isPermanent: false }],
    [['220 no end'], { kind: 'connection', reply: 'The server did not answer in time.' }],
    [[`220 ${'x'.repeat(70_000)}`], { kind: 'connection', reply: 'The server answers a line without an end.' }],
  ])('does not blame the mail for a greeting like %j', async (script, failure) => {
    expect((await converse(script as Script)).outcome).toMatchObject({ ok: false, failure })
  })

  it('signs in by PLAIN, by LOGIN, and by what it is told', async () => {
    const hello = ['220 hi\r\n', '250-hi\r\n250 AUTH LOGIN PLAIN\r\n']
    const plain = await converse([...hello, '235 ok\r\n', ...TAKES], { credentials: USER })
    expect(plain.said[1]).toBe(`AUTH PLAIN ${Buffer.from('\0us€r\0p:w').toString('base64')}`)
    const login = ['220 hi\r\n', '250-hi\r\n250 AUTH=LOGIN\r\n', '334 VXNlcg==\r\n', '334 UGFzcw==\r\n', '235 ok\r\n']
    const byLogin = await converse([...login, ...TAKES], { credentials: USER })
    expect(byLogin.said.slice(1, 4)).toEqual(['AUTH LOGIN', Buffer.from('us€r').toString('base64'), 'cDp3'])
    expect(byLogin.outcome.ok).toBe(true)
    const long = { ...USER, password: 'x'.repeat(500) }
    const inTwo = await converse([...hello, '334 \r\n', '235 ok\r\n', ...TAKES], { credentials: long })
    expect(inTwo.said[1]).toBe('AUTH PLAIN')
  })

  it('never repeats a password that a server says again', async () => {
    const script = [
      '220 hi\r\n',
      '250-hi\r\n250 AUTH PLAIN\r\n',
      `535 not ${Buffer.from('\0us€r\0p:w').toString('base64')} nor p:w\r\n`,
    ]
    const { outcome } = await converse(script, { credentials: USER })
    expect(outcome).toEqual({
      ok: false,
      failure: { kind: 'authentication', isPermanent: false, reply: '535 not … nor …' },
    })
  })

  it('agrees on TLS before it says anything of weight, and forgets what was said before', async () => {
    const { said, transports, outcome } = await converse(
      ['220 hi\r\n', '250-hi\r\n250-SIZE 5\r\n250 STARTTLS\r\n', '220 go\r\n'],
      { tlsMode: 'startTls', credentials: USER },
      { tlsScript: ['250-hi\r\n250 AUTH PLAIN\r\n', '235 ok\r\n', ...TAKES] },
    )
    expect(transports).toEqual(['starttls'])
    expect(outcome.ok).toBe(true)
    expect(said.slice(0, 5)).toEqual([
      'EHLO me.example',
      'STARTTLS',
      'EHLO me.example',
      expect.stringMatching(/^AUTH PLAIN /),
      'MAIL FROM:<a@b.example>',
    ])
  })

  it('takes nothing that was said unencrypted for encrypted', async () => {
    const script = ['220 hi\r\n', '250-hi\r\n250 STARTTLS\r\n', '220 go\r\n250 AUTH PLAIN\r\n']
    const { outcome } = await converse(script, { tlsMode: 'startTls', credentials: USER })
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'encryption' } })
  })

  it.each([
    ['startTls', null],
    ['startTlsWhenAvailable', USER],
    ['auto', USER],
  ] as const)('stops where %s is wanted and the server offers none', async (tlsMode, credentials) => {
    const { said, outcome } = await converse(['220 hi\r\n', '250-hi\r\n250 AUTH PLAIN\r\n'], { tlsMode, credentials })
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'encryption', isPermanent: false } })
    expect(said).toEqual(['EHLO me.example'])
  })

  it('uses TLS from the first byte on port 465, and where it is asked to', async () => {
    expect((await converse(['220 hi\r\n', '250 hi\r\n', ...TAKES], { tlsMode: 'auto', port: 465 })).transports).toEqual(
      ['on'],
    )
    expect((await converse(['220 hi\r\n', '250 hi\r\n', ...TAKES], { tlsMode: 'sslOnConnect' })).transports).toEqual([
      'on',
    ])
  })

  it('writes to names in other letters only where the server can read them', async () => {
    const mail = { ...MAIL, to: 'jürgen@d.example' }
    const can = await converse(['220 hi\r\n', '250-hi\r\n250 SMTPUTF8\r\n', ...TAKES], {}, { mail })
    expect(can.said[1]).toBe('MAIL FROM:<a@b.example> SMTPUTF8')
    const cannot = await converse(['220 hi\r\n', '250 hi\r\n'], {}, { mail })
    expect(cannot.outcome).toMatchObject({ ok: false, failure: { isPermanent: true } })
    const sender = await converse(['220 hi\r\n', '250 hi\r\n'], {}, { mail: { ...MAIL, from: 'büro@d.example' } })
    expect(sender.outcome).toMatchObject({ ok: false, failure: { isPermanent: false } })
    const answered = { ...MAIL, mime: `Reply-To: büro@d.example\r\n${MAIL.mime}` }
    const told = await converse(['220 hi\r\n', '250-hi\r\n250 SMTPUTF8\r\n', ...TAKES], {}, { mail: answered })
    expect(told.said[1]).toBe('MAIL FROM:<a@b.example> SMTPUTF8')
  })

  it.each([
    ['550 5.7.1 not your address', false],
    ['553 no such sender', false],
    ['552 5.3.4 too big', true],
  ])('takes a refusal of the sender for a matter of settings: %s', async (refusal, isPermanent) => {
    const { outcome } = await converse(['220 hi\r\n', '250 hi\r\n', `${refusal}\r\n`])
    const reply = `${refusal} (at MAIL FROM)`
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'refused', isPermanent, reply } })
  })
})

describe('ownSmtpName', () => {
  it.each([
    ['https://console.example', 'console.example'],
    ['http://127.0.0.1:8787', '[127.0.0.1]'],
    ['http://[::1]:8787', '[IPv6:::1]'],
  ])('of %s is %s', (url, name) => {
    expect(ownSmtpName(url)).toBe(name)
  })
})
