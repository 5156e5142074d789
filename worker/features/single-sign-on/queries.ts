import { and, eq, type SQL, sql } from 'drizzle-orm'
import { foldKey } from '../../../domain/collation.ts'
import type { Scope } from '../../auth/scope.ts'
import type { IdentityProvider, IdentityProviderSettings } from '../../contract/single-sign-on/identity-providers.ts'
import { type IdentityProviderRule, ruleContent } from '../../contract/single-sign-on/rules.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection } from '../../db/collection.ts'
import { booleanField, enumField, numberField, textField, uidField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'
import { identityProviders as providers, identityProviderRules as rules } from '../../db/schema/single-sign-on.ts'
import { resellerField } from '../../db/scope-fields.ts'
import { type ProviderRow, toEmbedded, toSettings } from './provider-settings.ts'

const rulesCount = sql<number>`(SELECT count(*) FROM identity_provider_rules r WHERE r.provider_uid = ${providers.uid})`
const hasPeer = sql<number>`${providers.peer} IS NOT NULL`
const isValid = sql<number>`(${providers.peer} IS NOT NULL AND ${providers.errorMessage} IS NULL)`

const providerCollection = defineCollection({
  name: null,
  from: providers,
  key: providers.uid,
  columns: {
    uid: providers.uid,
    organizationUid: providers.organizationUid,
    protocol: providers.protocol,
    template: providers.template,
    name: providers.name,
    displayName: providers.displayName,
    configuration: providers.configuration,
    isEnabled: providers.isEnabled,
    isCompleted: providers.isCompleted,
    peerLoadedAt: providers.peerLoadedAt,
    errorMessage: providers.errorMessage,
    rulesCount,
    hasPeer,
  },
  fields: {
    name: textField(providers.name, { fold: providers.nameFold, natural: providers.nameNatural }),
    displayName: textField(providers.displayName, {
      fold: providers.displayNameFold,
      natural: providers.displayNameNatural,
    }),
    template: enumField(sql`CASE ${providers.template} WHEN 'EntraID' THEN 'Custom' ELSE ${providers.template} END`),
    templateName: enumField(providers.template),
    type: enumField(sql`CASE ${providers.protocol} WHEN 'OIDC' THEN 'Unknown' ELSE ${providers.protocol} END`),
    protocol: enumField(providers.protocol),
    configurationValidationSucceeded: booleanField(isValid),
    errorMessage: textField(providers.errorMessage),
    rulesCount: numberField(rulesCount),
    configurationCompleted: booleanField(providers.isCompleted),
    enabled: booleanField(providers.isEnabled),
    organizationUid: uidField(providers.organizationUid),
    resellerUid: resellerField(providers.organizationUid),
  },
  defaultSort: [ascending('name')],
  toItem: (row, publicUrl: string) => toSettings(row, publicUrl),
})

/** Providers of organizations that are gone are kept for as long as those, and are nobody's to see. */
const ofLivingOrganization = (column: SQL | typeof providers.organizationUid) =>
  sql`EXISTS (SELECT 1 FROM organizations o WHERE o.uid = ${column} AND o.deleted_at IS NULL)`

function reachableProviders(scope: Scope): SQL | undefined {
  return and(ofLivingOrganization(providers.organizationUid), scope.organizations(providers.organizationUid))
}

export function providersSource(
  scope: Scope,
  db: Db,
  publicUrl: string,
  organizationUid: string | null,
): PageSource<IdentityProviderSettings> {
  const ofOrganization = organizationUid === null ? undefined : eq(providers.organizationUid, organizationUid)
  return providerCollection.source(db, { where: and(ofOrganization, reachableProviders(scope)), context: publicUrl })
}

export async function findSettings(
  scope: Scope,
  db: Db,
  publicUrl: string,
  providerUid: string,
): Promise<IdentityProviderSettings | null> {
  return providerCollection.find(db, providerUid, { where: reachableProviders(scope), context: publicUrl })
}

export interface ProviderPath {
  organizationUid: string
  identityProviderName: string
}

/** For a change of it. Names are found without regard to case. */
export async function findProviderRow(scope: Scope, db: Db, path: ProviderPath): Promise<ProviderRow | null> {
  const row = await db
    .select()
    .from(providers)
    .where(
      and(
        eq(providers.nameFold, foldKey(path.identityProviderName.trim())),
        eq(providers.organizationUid, path.organizationUid),
        reachableProviders(scope),
      ),
    )
    .get()
  return row ?? null
}

/** Over all organizations whatever the caller's scope: names are unique in the whole console. */
export async function isProviderNameFree(db: Db, name: string): Promise<boolean> {
  const row = await db
    .select({ uid: providers.uid })
    .from(providers)
    .where(eq(providers.nameFold, foldKey(name.trim())))
    .get()
  return row === undefined
}

const ruleCollection = defineCollection({
  name: null,
  from: sql`${rules} JOIN ${providers} ON ${providers.uid} = ${rules.providerUid}`,
  key: rules.uid,
  columns: {
    uid: rules.uid,
    content: rules.content,
    providerName: providers.name,
    providerUid: rules.providerUid,
    organizationUid: rules.organizationUid,
  },
  fields: {
    instanceUid: uidField(rules.uid),
    name: textField(rules.name, { fold: rules.nameFold, natural: rules.nameNatural }),
    role: enumField(rules.role),
    enabled: booleanField(rules.isEnabled),
    providerName: textField(providers.name, { fold: providers.nameFold, natural: providers.nameNatural }),
    description: textField(sql`json_extract(${rules.content}, '$.description')`),
    organizationMappingSourceClaimType: textField(
      sql`json_extract(${rules.content}, '$.organizationMappingSourceClaimType')`,
    ),
    manageAllCompanies: booleanField(sql`json_extract(${rules.content}, '$.manageAllCompanies')`),
    hasAccessToProvider: booleanField(sql`json_extract(${rules.content}, '$.hasAccessToProvider')`),
    organizationUid: uidField(rules.organizationUid),
    resellerUid: resellerField(rules.organizationUid),
  },
  defaultSort: [ascending('name')],
  toItem: (row, embedded: ReadonlyMap<string, IdentityProvider>): IdentityProviderRule => {
    const providerInfo = embedded.get(row.providerUid)
    return {
      ...ruleContent.parse(JSON.parse(row.content)),
      instanceUid: row.uid,
      providerName: row.providerName,
      organizationUid: row.organizationUid,
      ...(providerInfo === undefined ? {} : { _embedded: { providerInfo } }),
    }
  },
})

function reachableRules(scope: Scope): SQL | undefined {
  return and(ofLivingOrganization(providers.organizationUid), scope.organizations(rules.organizationUid))
}

/** One query for a page of rules, whatever their number. */
function embedProviders(db: Db, isWanted: boolean) {
  return async (page: { providerUid: string }[]): Promise<ReadonlyMap<string, IdentityProvider>> => {
    if (!isWanted || page.length === 0) return new Map()
    const wanted = JSON.stringify([...new Set(page.map((row) => row.providerUid))])
    const found = await db
      .select({
        uid: providers.uid,
        name: providers.name,
        displayName: providers.displayName,
        template: providers.template,
        protocol: providers.protocol,
        organizationUid: providers.organizationUid,
        isEnabled: providers.isEnabled,
      })
      .from(providers)
      .where(sql`${providers.uid} IN (SELECT value FROM json_each(${wanted}))`)
    return new Map(found.map((row) => [row.uid, toEmbedded(row)]))
  }
}

export interface RulesWanted {
  organizationUid?: string
  providerUid?: string
  isProviderEmbedded: boolean
}

export function rulesSource(scope: Scope, db: Db, wanted: RulesWanted): PageSource<IdentityProviderRule> {
  const { organizationUid, providerUid } = wanted
  return ruleCollection.source(db, {
    where: and(
      organizationUid === undefined ? undefined : eq(rules.organizationUid, organizationUid),
      providerUid === undefined ? undefined : eq(rules.providerUid, providerUid),
      reachableRules(scope),
    ),
    context: embedProviders(db, wanted.isProviderEmbedded),
  })
}

export function findRule(
  scope: Scope,
  db: Db,
  providerUid: string,
  ruleUid: string,
): Promise<IdentityProviderRule | null> {
  const where = and(eq(rules.providerUid, providerUid), reachableRules(scope))
  return ruleCollection.find(db, ruleUid, { where, context: embedProviders(db, false) })
}

export type RuleRow = typeof rules.$inferSelect

export function readRuleRows(db: Db, providerUid: string): Promise<RuleRow[]> {
  return db.select().from(rules).where(eq(rules.providerUid, providerUid)).orderBy(rules.createdAt, rules.uid)
}
