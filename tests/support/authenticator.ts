/** An authenticator app. Codes of following steps are right at the same time, since the console allows for a slow clock. */
import { URI } from 'otpauth'

export interface Authenticator {
  /** The code of now, or of so many steps later. One step ahead is taken, two are not. */
  code(stepsAhead?: number): string
  /** Six digits that are none of the codes around now. */
  wrongCode(): string
}

const STEP_MS = 30_000

export function authenticator(secretUrl: string): Authenticator {
  const app = URI.parse(secretUrl)
  const code = (steps: number) => {
    if (!('period' in app)) throw new Error(`${secretUrl} is no time-based one`)
    return app.generate({ timestamp: Date.now() + steps * STEP_MS })
  }
  return {
    code: (stepsAhead = 0) => code(stepsAhead),
    wrongCode: () => {
      const right = [-2, -1, 0, 1, 2].map(code)
      return ['000000', '111111', '222222', '333333', '444444', '555555'].find((text) => !right.includes(text)) ?? ''
    },
  }
}
