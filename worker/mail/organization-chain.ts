/**
 * An organization and those above it, with what each has set for itself: company, its reseller, provider. Whatever is not
 * set below is inherited from above, so mail and brand of an organization are always read from its chain.
 */
import { asc, eq, inArray, or, sql } from 'drizzle-orm'
import type { BrandImageKind, BrandingSettings } from '../contract/organizations/configuration-branding.ts'
import type { NotificationSettings, SmtpTlsMode } from '../contract/organizations/configuration-mail.ts'
import type { Db } from '../db/client.ts'
import { brandImages, organizationConfigurations } from '../db/schema/mail.ts'
import { organizations } from '../db/schema/organizations.ts'
import type { MailServiceClient } from './oauth2/mail-service.ts'

/** Only what was set. */
export type StoredNotification = Partial<Omit<NotificationSettings, 'smtp' | 'mailWay'>>
export type StoredBranding = Partial<
  Pick<BrandingSettings, 'portalColorTheme' | 'managedOrganizationsBrandingPolicy' | 'portalName' | 'accentColor'>
>

/** Of a mail server, without the password. */
export interface StoredSmtp {
  host: string
  port: number
  /** As it was given. */
  serverAddress: string
  tlsMode: SmtpTlsMode
  timeoutMs: number
  userName: string | null
  saslMechanism: 'PLAIN' | 'LOGIN' | null
  /** In place of user and password. */
  oAuth2?: {
    client: Omit<MailServiceClient, 'clientSecret'>
    /** The mailbox. */
    userId: string
    /** Of the access token when it was given (epoch ms). */
    expiresAt: number
  }
}

export interface ChainLink {
  uid: string
  type: 'Provider' | 'Reseller' | 'Company'
  name: string
  alias: string | null
  email: string | null
  phone: string | null
  website: string | null
  loginUrl: string | null
  notification: StoredNotification
  smtp: StoredSmtp | null
  smtpSecretSealed: string | null
  branding: StoredBranding
  autoDeployment: Record<string, unknown>
  /** Of the configuration; 0: nothing was ever set. */
  rev: number
  images: Partial<Record<BrandImageKind, string>>
}

const RANK = { Company: 0, Reseller: 1, Provider: 2 } as const

/** Lowest first; empty when there is no such organization. */
export async function readChain(db: Db, organizationUid: string): Promise<ChainLink[]> {
  const isInChain = or(
    eq(organizations.uid, organizationUid),
    eq(organizations.type, 'Provider'),
    sql`${organizations.uid} = (SELECT reseller_uid FROM organizations WHERE uid = ${organizationUid})`,
  )
  const rows = await db
    .select({
      uid: organizations.uid,
      type: organizations.type,
      name: organizations.name,
      alias: organizations.alias,
      email: organizations.email,
      phone: organizations.phone,
      website: organizations.website,
      loginUrl: organizations.loginUrl,
      notification: organizationConfigurations.notification,
      smtp: organizationConfigurations.smtp,
      smtpSecretSealed: organizationConfigurations.smtpSecretSealed,
      branding: organizationConfigurations.branding,
      autoDeployment: organizationConfigurations.autoDeployment,
      rev: organizationConfigurations.rev,
    })
    .from(organizations)
    .leftJoin(organizationConfigurations, eq(organizationConfigurations.organizationUid, organizations.uid))
    .where(isInChain)
    .limit(3)
  if (!rows.some(({ uid }) => uid === organizationUid)) return []
  const images = await readImages(
    db,
    rows.map(({ uid }) => uid),
  )
  return rows
    .map((row) => ({
      ...row,
      notification: JSON.parse(row.notification ?? '{}') as StoredNotification,
      smtp: JSON.parse(row.smtp ?? 'null') as StoredSmtp | null,
      branding: JSON.parse(row.branding ?? '{}') as StoredBranding,
      autoDeployment: JSON.parse(row.autoDeployment ?? '{}') as Record<string, unknown>,
      rev: row.rev ?? 0,
      images: images.get(row.uid) ?? {},
    }))
    .sort((a, b) => RANK[a.type] - RANK[b.type])
}

async function readImages(
  db: Db,
  organizationUids: string[],
): Promise<Map<string, Partial<Record<BrandImageKind, string>>>> {
  const rows = await db
    .select({ organizationUid: brandImages.organizationUid, kind: brandImages.kind, uid: brandImages.uid })
    .from(brandImages)
    .where(inArray(brandImages.organizationUid, organizationUids))
    .orderBy(asc(brandImages.kind))
  const images = new Map<string, Partial<Record<BrandImageKind, string>>>()
  for (const { organizationUid, kind, uid } of rows)
    images.set(organizationUid, { ...images.get(organizationUid), [kind]: uid })
  return images
}
