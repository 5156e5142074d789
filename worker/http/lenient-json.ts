/** JSON as scripts write it by hand: with single quotes, or with the constants of Python. */

/** Undefined when it is no JSON even so. */
export function parseLenientJson(text: string): unknown {
  const strict = tryParse(text)
  const value = strict === undefined ? tryParse(toDoubleQuotes(text)) : strict
  // Some clients encode the expression twice.
  return typeof value === 'string' ? tryParse(value) : value
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const CONSTANTS: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null' }

/**
 * Text in single quotes becomes text in double quotes; what stands in double quotes is left alone. A quote that is left
 * open reaches to the end, so that nothing is looked at twice.
 */
function toDoubleQuotes(text: string): string {
  return text.replace(
    /"(?:[^"\\]|\\.)*\\?(?:"|$)|'((?:[^'\\]|\\.)*)\\?(?:'|$)|\b(?:True|False|None)\b/gs,
    (token: string, quoted: string | undefined) => {
      if (quoted !== undefined) return `"${quoted.replaceAll("\\'", "'").replace(/(?<!\\)((?:\\\\)*)"/g, '$1\\"')}"`
      return CONSTANTS[token] ?? token
    },
  )
}
