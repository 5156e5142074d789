/** A provider with one site, a reseller and companies in D1, as the Worker's services would write them. */
import { env } from 'cloudflare:workers'
import { newUid } from '../../../worker/db/new-uid.ts'
import { GIB } from './builders.setup.ts'

export interface SeededCompany {
  companyUid: string
  resellerUid: string
  providerUid: string
  locationUid: string
  resourceUid: string
}

/** Several companies may be seeded in one database: provider, reseller and site are made once. */
export async function seedCompany(): Promise<SeededCompany> {
  const now = Date.now()
  const found = await env.DB.prepare("SELECT uid FROM organizations WHERE type = 'Provider'").first<{ uid: string }>()
  const providerUid = found?.uid ?? newUid()
  const [resellerUid, companyUid, locationUid, siteUid, tenantUid, resourceUid] = Array.from({ length: 6 }, newUid)
  const organization = env.DB.prepare(
    `INSERT INTO organizations (uid, type, reseller_uid, name, name_fold, name_natural, created_at, updated_at)
     VALUES (?1, ?2, ?3, ?1, ?1, ?1, ?4, ?4) ON CONFLICT (uid) DO NOTHING`,
  )
  await env.DB.batch([
    organization.bind(providerUid, 'Provider', null, now),
    organization.bind(resellerUid, 'Reseller', null, now),
    organization.bind(companyUid, 'Company', resellerUid, now),
    env.DB.prepare(
      `INSERT INTO locations (uid, organization_uid, type, name, name_fold, name_natural, created_at)
       VALUES (?, ?, 'Default', 'Remote', 'remote', 'remote', ?)`,
    ).bind(locationUid, companyUid, now),
    env.DB.prepare(
      `INSERT INTO sites (uid, name, name_fold, name_natural, bucket_binding, created_at)
       VALUES (?, 'Site 1', 'site 1', 'site 11', 'SITE_1', ?) ON CONFLICT DO NOTHING`,
    ).bind(siteUid, now),
    env.DB.prepare(
      `INSERT INTO tenants (uid, site_uid, company_uid, name, name_fold, name_natural, user_name, user_name_fold,
         created_at, updated_at)
       SELECT ?1, uid, ?2, ?1, ?1, ?1, ?1, ?1, ?3, ?3 FROM sites`,
    ).bind(tenantUid, companyUid, now),
    env.DB.prepare(
      `INSERT INTO backup_resources (uid, tenant_uid, site_uid, company_uid, name, name_fold, name_natural,
         storage_quota_bytes, is_default, created_at, updated_at)
       SELECT ?1, ?2, uid, ?3, 'Cloud 1', 'cloud 1', 'cloud 11', ?4, 1, ?5, ?5 FROM sites`,
    ).bind(resourceUid, tenantUid, companyUid, 100 * GIB, now),
  ])
  return {
    companyUid: companyUid ?? '',
    resellerUid: resellerUid ?? '',
    providerUid,
    locationUid: locationUid ?? '',
    resourceUid: resourceUid ?? '',
  }
}
