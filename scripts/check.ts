import { checkStatically, finish } from './testing/stages.ts'

/** `npm run check`: what can be known in under a minute: types, lint and unit tests. */
finish(await checkStatically())
