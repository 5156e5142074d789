/** Why a mail server did not take a mail, or could not be asked. */
export interface SmtpFailure {
  /**
   * connection: it could not be reached, or broke off; encryption: no TLS; authentication: it did not accept the user;
   * refused: it answered, and said no.
   */
  kind: 'connection' | 'encryption' | 'authentication' | 'refused'
  /** True: the same mail will never be taken. What settings can mend is never permanent. */
  isPermanent: boolean
  /** What the server said, or what happened; shown to administrators. */
  reply: string
}

export interface SmtpReply {
  /** 220, 250, … */
  code: number
  /** Without the code. */
  lines: string[]
}

const SHOWN_LENGTH = 500

/** One line, of what can be shown. */
export function showReply({ code, lines }: SmtpReply): string {
  return `${code} ${lines.join(' ')}`
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, SHOWN_LENGTH)
}

/** A refusal of one step. 421 is a server that closes: nothing is said of the mail. */
export function refusalOf(reply: SmtpReply, step: string): SmtpFailure {
  const isPermanent = reply.code >= 500 && reply.code < 600
  return { kind: 'refused', isPermanent, reply: `${showReply(reply)} (at ${step})` }
}
