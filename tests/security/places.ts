/** The tenants of the isolation table, and what it means to reach one. */
export const PLACES = ['provider', 'north', 'south', 'alpha', 'alphaBranch', 'beta', 'gamma', 'delta'] as const
/**
 * alphaBranch is another location of the company alpha; alpha and beta are under the reseller north, gamma is under south
 * and has its storage on a site of its own, delta is the provider's own company.
 */
export type Place = (typeof PLACES)[number]

/** Which places a caller reaches, by what is reached there. */
export interface Reach {
  organizations: readonly Place[]
  locations: readonly Place[]
  computers: readonly Place[]
  /** Those made by hand, which lie at no location. */
  repositories: readonly Place[]
  tenants: readonly Place[]
  sites: readonly Place[]
  /** Their owners, and those owners' keys. */
  users: readonly Place[]
  /** What an organization keeps to itself, its containers for one. */
  own: Place
}
