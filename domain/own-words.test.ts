import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillInOwnWords, ownWordsToHtml, ownWordsToText } from './own-words.ts'

describe('ownWordsToHtml', () => {
  it.each([
    ['plain <3 & "text"\nsecond', 'plain &lt;3 &amp; &quot;text&quot;<br>second'],
    ['<p>Hi <b>you</b></p>', '<p>Hi <b>you</b></p>'],
    ['<p onclick="x()" style="position:fixed">Hi</p>', '<p>Hi</p>'],
    ['<p>a<script>alert("</p>")</script>b</p>', '<p>ab</p>'],
    ['<p>a<style>p{}</style><img src=x onerror=y>b', '<p>ab</p>'],
    ['<ul><li>one<li>two</ul>after', '<ul><li>one<li>two</li></li></ul>after'],
    ['<a href="https://x.example/?a=1&amp;b=2">x</a>', '<a href="https://x.example/?a=1&amp;b=2">x</a>'],
    ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
    ['<a href="java&#115;cript:alert(1)">x</a>', '<a>x</a>'],
    ["<a href=' HTTPS://x.example/\"><b' >x</a>", 'x'],
    ["<a href=' HTTPS://x.example/\">' >x</a>", '<a href="HTTPS://x.example/&quot;&gt;">x</a>'],
    ['<p>a</b></i>b', '<p>ab</p>'],
    ['<p><!-- <b>hidden</b> -->x &lt;b&gt; &amp;', '<p>x &lt;b&gt; &amp;</p>'],
    ['<svg><p>x</p></svg><p>y</p>', '<p>y</p>'],
    ['<p <script>alert(1)</script>', '&lt;p '],
  ])('makes of %j %j', (content, html) => {
    expect(ownWordsToHtml(content)).toBe(html)
  })

  it('leaves nothing in that runs or loads, whatever it is given', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<b ',
      '<a href="',
      'javascript:',
      '">',
      "'",
      '<script',
      '>',
      '</script>',
      '<',
      '&lt;',
      '<!--',
      '-->',
      '<img src=x ',
      'onerror=1 ',
      '=',
      ' ',
      'x',
      '<style>',
      '</',
      '<svg/',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const html = ownWordsToHtml(pieces.join(''))
        const tags = html.match(/<[^>]*>/g) ?? []
        for (const tag of tags) expect(tag).toMatch(/^<\/?[a-z][a-z0-9]*>$|^<a href="(https?:\/\/|mailto:)[^"<>]*">$/i)
        expect(html.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/)
        expect(tags.join('')).not.toMatch(/script|style|img|svg/)
      }),
      { numRuns: 500 },
    )
  })

  it('takes no longer for what is made to take long', () => {
    const long = [
      `<p>${'<'.repeat(10_000)}`,
      `<p>${'<a '.repeat(6_000)}`,
      `<p>${'<!--'.repeat(5_000)}`,
      `<p>${'<script>'.repeat(2_000)}`,
    ]
    expect(long.map((content) => typeof ownWordsToHtml(content))).toEqual(['string', 'string', 'string', 'string'])
  })
})

describe('ownWordsToText', () => {
  it('reads as it would be read', () => {
    expect(ownWordsToText('<p>Dear  all,</p><ul><li>one</li><li><a href="https://x.example">two</a></li></ul>')).toBe(
      'Dear all,\n- one\n- two (https://x.example)',
    )
    expect(ownWordsToText(' a\nb ')).toBe('a\nb')
  })
})

describe('fillInOwnWords', () => {
  const values = { company: 'A & <b>B</b>', userName: 'Contoso\\owner', portalUrl: 'https://x.example' }

  it.each([
    ['Hi %company%: %userName%, %portalUrl%', 'Hi A & <b>B</b>: Contoso\\owner, https://x.example'],
    ['<p>Hi %company%</p>', '<p>Hi A &amp; &lt;b&gt;B&lt;/b&gt;</p>'],
    ['100 % of %Company% %unknown%', '100 % of %Company% %unknown%'],
  ])('makes of %j %j', (content, filled) => {
    expect(fillInOwnWords(content, values)).toBe(filled)
  })
})
