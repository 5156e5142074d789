/**
 * Removing what a deleted organization left in D1, when it cannot be restored any more. In steps, each of which may be cut
 * off and done again: first the many rows of the read models, a bounded number at a time, then everything else with the
 * organization itself in one transaction. The audit stays for as long as it is kept anyway.
 */

/** Rows that one statement removes. */
const ROWS_AT_ONCE = 5_000
const ROUNDS_PER_STEP = 8

/** Keyed by `uid`, with `organization_uid`. */
const MANY_ROWS = [
  'restore_points',
  'agent_tasks',
  'jobs',
  'repositories',
  'backup_agents',
  'management_agents',
  'mails',
] as const

const OF_USER = 'user_uid IN (SELECT uid FROM users WHERE organization_uid = ?1)'
const OF_ORGANIZATION = 'organization_uid = ?1'

/** Children before their parents. `?1`: the organization. */
const REST: readonly (readonly [table: string, condition: string])[] = [
  ['session_days', OF_ORGANIZATION],
  ['agent_accounts', OF_ORGANIZATION],
  ['user_backup_resources', OF_USER],
  ['user_identities', `${OF_ORGANIZATION} OR ${OF_USER}`],
  ['sign_in_tests', OF_USER],
  ['service_certificates', 'provider_uid IN (SELECT uid FROM identity_providers WHERE organization_uid = ?1)'],
  ['identity_provider_rules', OF_ORGANIZATION],
  ['identity_providers', OF_ORGANIZATION],
  ['password_resets', OF_USER],
  ['recovery_codes', OF_USER],
  ['sign_in_challenges', OF_USER],
  ['totp_factors', OF_USER],
  ['user_logins', OF_USER],
  ['refresh_tokens', `session_uid IN (SELECT uid FROM sessions WHERE ${OF_USER})`],
  ['sessions', `${OF_USER} OR impersonator_${OF_USER}`],
  ['async_actions', OF_USER],
  ['user_companies', `company_uid = ?1 OR ${OF_USER}`],
  ['user_locations', OF_USER],
  ['user_sites', OF_USER],
  ['enrolment_tokens', `${OF_ORGANIZATION} OR subtenant_${OF_USER}`],
  ['unverified_agents', `${OF_ORGANIZATION} OR accepted_organization_uid = ?1`],
  ['users', OF_ORGANIZATION],
  ['backup_resources', 'company_uid = ?1'],
  ['tenants', 'company_uid = ?1'],
  ['locations', OF_ORGANIZATION],
  ['container_organizations', OF_ORGANIZATION],
  ['organization_containers', 'owner_uid = ?1'],
  ['reseller_sites', 'reseller_uid = ?1'],
  ['reseller_backup_resources', 'reseller_uid = ?1'],
  ['reseller_replication_resources', 'reseller_uid = ?1'],
  ['brand_images', OF_ORGANIZATION],
  ['organization_configurations', OF_ORGANIZATION],
  ['welcome_templates', OF_ORGANIZATION],
  ['pushes', OF_ORGANIZATION],
  ['collection_revisions', OF_ORGANIZATION],
]

/** Every table of which rows are removed: the object test compares them with what there is. */
export const PURGED_TABLES: readonly string[] = [...MANY_ROWS, ...REST.map(([table]) => table), 'organizations']

/** True: nothing is left. `last`: to be put into the transaction that removes the organization itself. */
export async function purgeOrganizationRows(
  d1: D1Database,
  organizationUid: string,
  last: readonly D1PreparedStatement[] = [],
): Promise<boolean> {
  for (const table of MANY_ROWS) {
    if (!(await removeRows(d1, table, organizationUid))) return false
  }
  await d1.batch([
    ...REST.map(([table, condition]) => d1.prepare(`DELETE FROM ${table} WHERE ${condition}`).bind(organizationUid)),
    // What named it without being its own.
    d1.prepare('UPDATE organizations SET reseller_uid = NULL WHERE reseller_uid = ?').bind(organizationUid),
    d1
      .prepare('UPDATE organizations SET former_reseller_uid = NULL WHERE former_reseller_uid = ?')
      .bind(organizationUid),
    d1.prepare('DELETE FROM organizations WHERE uid = ? AND deleted_at IS NOT NULL').bind(organizationUid),
    ...last,
  ])
  return true
}

async function removeRows(d1: D1Database, table: string, organizationUid: string): Promise<boolean> {
  const statement = d1
    .prepare(`DELETE FROM ${table} WHERE uid IN (SELECT uid FROM ${table} WHERE organization_uid = ?1 LIMIT ?2)`)
    .bind(organizationUid, ROWS_AT_ONCE)
  for (let round = 0; round < ROUNDS_PER_STEP; round++) {
    const { meta } = await statement.run()
    if ((meta.changes ?? 0) < ROWS_AT_ONCE) return true
  }
  return false
}
