/** Puts a random world into the directory of a console. */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { foldKey, naturalKey } from '../../domain/collation.ts'
import { backupAgents, managementAgents } from '../../worker/db/schema/agents.ts'
import { agentAccounts, unverifiedAgents } from '../../worker/db/schema/enrolment.ts'
import { jobs, restorePoints } from '../../worker/db/schema/jobs.ts'
import { locations, organizations } from '../../worker/db/schema/organizations.ts'
import { auditEvents } from '../../worker/db/schema/records.ts'
import { repositories } from '../../worker/db/schema/repositories.ts'
import { backupResources, sites, tenants } from '../../worker/db/schema/sites.ts'
import {
  userBackupResources,
  userCompanies,
  userLocations,
  userLogins,
  userSites,
  users,
} from '../../worker/db/schema/users.ts'
import { aBackupAgent, aJob, aManagementAgent, aRepository, aRestorePoint } from '../support/read-models.ts'

import {
  type Computer,
  nameOf,
  type Organization,
  type RandomWorld,
  type RestorePoint,
  type Thing,
  uidOf,
} from './random-organizations.ts'

const NOW = Date.UTC(2026, 10, 1, 12)

/** Everything of the world, for the console whose provider organization is there already. */
export function writeWorld(database: DatabaseSync, world: RandomWorld): void {
  const put = <Table extends SQLiteTable>(table: Table, rows: readonly Table['$inferInsert'][]) =>
    insertRows(database, table, rows)
  database
    .prepare(`UPDATE organizations SET name = ?, name_fold = ? WHERE type = 'Provider'`)
    .run(...[nameOf('provider', world.provider.number), nameOf('provider', world.provider.number)])
  const found = database.prepare(`SELECT uid FROM organizations WHERE type = 'Provider'`).get() as { uid: string }
  const organizationUid = (one: Organization) => (one.type === 'Provider' ? found.uid : uidOf(one.number))
  const named = (kind: string, { number }: Thing) => keysOf(nameOf(kind, number))

  database.prepare('DELETE FROM sites').run()
  put(
    sites,
    world.sites.map((site) => ({
      uid: uidOf(site.number),
      ...named('site', site),
      bucketBinding: `SITE_${site.number}`,
      createdAt: NOW,
    })),
  )
  put(
    organizations,
    world.organizations
      .filter(({ type }) => type !== 'Provider')
      .map((one) => {
        const owner = world.users.find(({ organization, role }) => organization === one && role.endsWith('Owner'))
        const userName = owner === undefined ? null : nameOf('user', owner.number)
        return {
          uid: uidOf(one.number),
          type: one.type,
          resellerUid: one.reseller === null ? null : uidOf(one.reseller.number),
          ...named('organization', one),
          isRestAccessEnabled: true,
          ownerUserUid: owner === undefined ? null : uidOf(owner.number),
          ownerUserName: userName,
          ownerUserNameFold: userName,
          createdAt: NOW,
          updatedAt: NOW,
        }
      }),
  )
  put(
    locations,
    world.locations.map((one) => ({
      uid: uidOf(one.number),
      organizationUid: uidOf(one.company.number),
      type: 'Custom' as const,
      ...named('location', one),
      createdAt: NOW,
    })),
  )
  put(
    tenants,
    world.tenants.map((one) => ({
      uid: uidOf(one.number),
      siteUid: uidOf(one.site.number),
      companyUid: one.company === null ? null : uidOf(one.company.number),
      ...named('tenant', one),
      userName: nameOf('tenant', one.number),
      userNameFold: nameOf('tenant', one.number),
      createdAt: NOW,
      updatedAt: NOW,
    })),
  )
  put(
    backupResources,
    world.resources.map((one) => ({
      uid: uidOf(one.number),
      tenantUid: uidOf(one.tenant.number),
      siteUid: uidOf(one.tenant.site.number),
      companyUid: one.tenant.company === null ? null : uidOf(one.tenant.company.number),
      ...named('resource', one),
      storageQuotaBytes: 1000 + one.number,
      createdAt: NOW,
      updatedAt: NOW,
    })),
  )
  writeUsers()
  writeComputers()
  put(
    auditEvents,
    world.events.map((one) => ({
      uid: uidOf(one.number),
      organizationUid: organizationUid(one.organization),
      at: NOW,
      kind: 'LocationCreated',
      actorUserUid: uidOf(one.actor.number),
      actorName: nameOf('user', one.actor.number),
      details: JSON.stringify({ name: nameOf('event', one.number) }),
    })),
  )

  function writeUsers(): void {
    put(
      users,
      world.users.map((one) => ({
        uid: uidOf(one.number),
        organizationUid: organizationUid(one.organization),
        role: one.role,
        userName: nameOf('user', one.number),
        userNameFold: nameOf('user', one.number),
        userNameNatural: naturalKey(nameOf('user', one.number)),
        firstName: nameOf('first', one.number),
        firstNameFold: nameOf('first', one.number),
        hasAllCompanies: one.hasAllCompanies,
        hasProviderResources: one.hasProviderResources,
        tenantUid: one.tenant === null ? null : uidOf(one.tenant.number),
        createdAt: NOW,
        updatedAt: NOW,
      })),
    )
    put(
      userLogins,
      world.users.map((one) => ({
        userUid: uidOf(one.number),
        kind: 'apiKey' as const,
        description: nameOf('key', one.number),
        scopes: '["rest"]',
        secretSha256: createHash('sha256').update(one.key).digest('hex'),
        createdAt: NOW,
      })),
    )
    const pairs = (list: 'locations' | 'companies' | 'sites') =>
      world.users.flatMap((user) => user[list].map((thing) => [uidOf(user.number), uidOf(thing.number)] as const))
    put(
      userLocations,
      pairs('locations').map(([userUid, locationUid]) => ({ userUid, locationUid })),
    )
    put(
      userCompanies,
      pairs('companies').map(([userUid, companyUid]) => ({ userUid, companyUid })),
    )
    put(
      userSites,
      pairs('sites').map(([userUid, siteUid]) => ({ userUid, siteUid })),
    )
    put(
      userBackupResources,
      world.users.flatMap((user) => {
        const resource = world.resources.find(({ tenant }) => tenant === user.tenant)
        if (user.role !== 'CompanySubtenant' || resource === undefined) return []
        const row = { userUid: uidOf(user.number), backupResourceUid: uidOf(resource.number) }
        return [{ ...row, ...named('share', user), storageQuotaBytes: user.number }]
      }),
    )
  }

  function writeComputers(): void {
    const placeOf = ({ company, location }: Computer) => ({
      organizationUid: uidOf(company.number),
      locationUid: uidOf(location.number),
    })
    put(
      managementAgents,
      world.computers.map((one) =>
        aManagementAgent(uidOf(one.managementNumber), placeOf(one), {
          hostName: nameOf('host', one.managementNumber),
          tag: nameOf('tag', one.managementNumber),
        }),
      ),
    )
    put(
      backupAgents,
      world.computers.map((one) =>
        aBackupAgent(uidOf(one.number), placeOf(one), {
          name: nameOf('agent', one.number),
          managementAgentUid: uidOf(one.managementNumber),
          restorePointsCount: pointsOf(one).length,
          latestRestorePointAt: pointsOf(one).length === 0 ? null : NOW,
        }),
      ),
    )
    put(
      agentAccounts,
      world.computers
        .filter(({ tenant }) => tenant !== null)
        .map((one) => ({
          managementAgentUid: uidOf(one.managementNumber),
          backupAgentUid: uidOf(one.number),
          organizationUid: uidOf(one.company.number),
          tenantUid: one.tenant === null ? null : uidOf(one.tenant.number),
          subtenantUserUid: one.subtenant === null ? null : uidOf(one.subtenant.number),
          updatedAt: NOW,
        })),
    )
    put(
      jobs,
      world.jobs.map((one) =>
        aJob(uidOf(one.number), uidOf(one.computer.number), placeOf(one.computer), {
          name: nameOf('job', one.number),
          backupResourceUid: one.resource === null ? null : uidOf(one.resource.number),
          failureMessage: nameOf('failure', one.number),
          failureMessageFold: nameOf('failure', one.number),
        }),
      ),
    )
    put(
      repositories,
      world.repositories.map((one) => {
        const place = {
          organizationUid: uidOf(one.company.number),
          locationUid: one.computer === null ? null : uidOf(one.computer.location.number),
        }
        return {
          ...aRepository(uidOf(one.number), { ...place, locationUid: '' }),
          ...place,
          ...named('repository', one),
          siteUid: uidOf(one.resource.tenant.site.number),
          backupResourceUid: uidOf(one.resource.number),
          backupAgentUid: one.computer === null ? null : uidOf(one.computer.number),
        }
      }),
    )
    put(
      restorePoints,
      world.restorePoints.map((one) => ({
        ...aRestorePoint(uidOf(one.number), uidOf(one.job.computer.number), placeOf(one.job.computer)),
        jobUid: uidOf(one.job.number),
        repositoryUid: one.repository === null ? null : uidOf(one.repository.number),
        backedUpItems: nameOf('items', one.number),
        backedUpItemsFold: nameOf('items', one.number),
      })),
    )
    put(
      unverifiedAgents,
      world.unverified.map((one) => ({
        uid: uidOf(one.number),
        organizationUid: one.organization === null ? null : uidOf(one.organization.number),
        pollSecretSha256: 'none',
        hostName: nameOf('knocking', one.number),
        hostNameFold: nameOf('knocking', one.number),
        hostNameNatural: nameOf('knocking', one.number),
        platformType: 'Linux',
        clientAddress: '192.0.2.9',
        host: '{}',
        createdAt: NOW,
        lastSeenAt: NOW,
      })),
    )
  }

  function pointsOf(computer: Computer): RestorePoint[] {
    return world.restorePoints.filter(({ job }) => job.computer === computer)
  }
}

function keysOf(name: string) {
  return { name, nameFold: foldKey(name), nameNatural: naturalKey(name) }
}

function insertRows(database: DatabaseSync, table: SQLiteTable, rows: readonly object[]): void {
  const columns = Object.entries(getTableColumns(table)).map(([member, { name }]) => ({ member, name }))
  for (const row of rows) {
    const given = columns.filter(({ member }) => (row as Record<string, unknown>)[member] !== undefined)
    const values = given.map(({ member }) => {
      const value = (row as Record<string, unknown>)[member]
      return typeof value === 'boolean' ? Number(value) : (value as string | number | null)
    })
    const names = given.map(({ name }) => name).join(', ')
    const places = given.map(() => '?').join(', ')
    database.prepare(`INSERT INTO ${getTableName(table)} (${names}) VALUES (${places})`).run(...values)
  }
}
