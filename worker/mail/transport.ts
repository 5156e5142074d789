/** The port that every way of sending is behind. */
import type { Result } from '../../domain/result.ts'
import type { MailMessage } from './mime.ts'

export interface SendFailure {
  /** True: the same mail will never be taken. */
  isPermanent: boolean
  /** What the other side said, or what happened; shown to administrators. */
  reply: string
}

export interface MailTransport {
  kind: 'smtp' | 'emailService' | 'log'
  /** The other side's answer. */
  send(message: MailMessage): Promise<Result<string, SendFailure>>
}
