/** The bundler's advice on its own speed is no message of a build. */
export const QUIET = { bundlerTimings: false } as const
