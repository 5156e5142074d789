// The package store holds what a protected computer may lack: the agent, restic, Node. It lies in the first site's
// bucket; `npm start` and `npm run deploy` fill it, the agent endpoint lists and serves it.

/** Key of the list of packages, as JSON: what the agent endpoint answers under /agent/v1/packages. */
export const PACKAGE_LIST_KEY = 'packages/index.json'

/** Key of one package's bytes. */
export function packageKey(name: string): string {
  return `packages/${name}`
}
