/**
 * Why restic ended, in a form to act on and in a sentence for the person who reads the session. The exit codes 10, 11
 * and 12 exist from 0.17 (12 from 0.17.1); before, the same causes end with 1 and are told by their text.
 */
export interface ResticFailure {
  kind:
    | 'canceled'
    | 'noRepository'
    | 'locked'
    | 'wrongPassword'
    | 'credentialRefused'
    | 'writeRefused'
    | 'full'
    | 'tooLarge'
    | 'unreachable'
    | 'diskFull'
    | 'damaged'
    | 'notStarted'
    | 'other'
  sentence: string
}

interface Ending {
  /** Exit code; null when a signal ended it. */
  code: number | null
  signal: string | null
  /** What it said, oldest first, without secrets. */
  said: readonly string[]
  wasInterrupted: boolean
}

const SENTENCES: Record<Exclude<ResticFailure['kind'], 'other' | 'notStarted'>, string> = {
  canceled: 'The backup was stopped before it was done.',
  noRepository: 'The repository does not exist, or its config file is gone.',
  locked:
    'The repository is locked by another program. If none uses it, the lock ends by itself half an hour after that program did.',
  wrongPassword: 'The repository does not open with the password that this computer has.',
  credentialRefused: 'The console refused the credential for the repository: it has expired or was revoked.',
  writeRefused:
    'The repository refuses new data: its quota is used up, or writing to it was suspended. Raise the quota or shorten retention.',
  full: 'The repository is full: its quota is used up. Raise the quota or shorten retention.',
  tooLarge: 'The console refused an object as too large.',
  unreachable: 'The repository could not be reached. Check the network and that the console runs.',
  diskFull:
    'A disk is full (no space left on device): make room where the repository, the temporary folder or the state folder is.',
  damaged: 'The repository is damaged: run `restic check` on it with a credential of the console.',
}

/** Where restic's own words tell which disk, host or object it is about. */
const DETAILED: readonly ResticFailure['kind'][] = ['unreachable', 'diskFull', 'damaged', 'tooLarge']

/** By text, most telling first: a full repository is also one whose write was refused. */
const SIGNS: [RegExp, keyof typeof SENTENCES][] = [
  [/wrong password or no key found/i, 'wrongPassword'],
  [/unable to create lock in backend: repository is already locked|repository is already locked/i, 'locked'],
  [/\(507\)|insufficient storage/i, 'full'],
  [/\(401\)|401 unauthorized/i, 'credentialRefused'],
  [/\(403\)|403 forbidden/i, 'writeRefused'],
  [/\(413\)|413 request entity too large/i, 'tooLarge'],
  [/no space left on device/i, 'diskFull'],
  [
    /repository does not exist|config file[^\n]*does not exist|<config\/> does not exist|stat [^\n]*config: no such file/i,
    'noRepository',
  ],
  [
    /ciphertext verification failed|invalid data returned|hash mismatch|unable to load tree|index [^\n]*: invalid/i,
    'damaged',
  ],
  [
    /connection refused|connection reset|no such host|network is unreachable|no route to host|i\/o timeout|timeout exceeded|tls: |x509: |unexpected EOF|\bEOF$|server misbehaving|\(50[0234]\)/im,
    'unreachable',
  ],
]

export function explainEnding({ code, signal, said, wasInterrupted }: Ending): ResticFailure {
  if (wasInterrupted) return { kind: 'canceled', sentence: SENTENCES.canceled }
  const fromCode =
    code === null
      ? undefined
      : ({ 10: 'noRepository', 11: 'locked', 12: 'wrongPassword', 130: 'canceled' } as const)[code]
  if (fromCode) return { kind: fromCode, sentence: SENTENCES[fromCode] }
  const last = lastWords(said)
  // The last word decides; what it does not tell, the lines before may.
  for (const text of [last, said.slice(-20).join('\n')]) {
    const sign = SIGNS.find(([pattern]) => pattern.test(text))
    if (sign)
      return {
        kind: sign[1],
        sentence: DETAILED.includes(sign[1]) ? withDetail(SENTENCES[sign[1]], last) : SENTENCES[sign[1]],
      }
  }
  if (signal) return { kind: 'other', sentence: `restic was ended from outside (${signal}).` }
  return { kind: 'other', sentence: last ? `restic failed: ${last}` : `restic failed with exit code ${code}.` }
}

function withDetail(sentence: string, detail: string): string {
  return detail ? `${sentence} (${detail})` : sentence
}

/** The reason restic gave, in one line: without its hint where the repository might be. */
function lastWords(said: readonly string[]): string {
  const fatal = said.findLast((line) => /^fatal:/i.test(line)) ?? said.at(-1) ?? ''
  const [reason = ''] = fatal.split(/\nIs there a repository at/)
  const oneLine = reason
    .replace(/^(?:fatal: ?)+/i, '')
    .replace(/\s+/g, ' ')
    .trim()
  return oneLine.length > 300 ? `${oneLine.slice(0, 299)}…` : oneLine
}

export function failBeforeStart(sentence: string): ResticFailure {
  return { kind: 'notStarted', sentence }
}
