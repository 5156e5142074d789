import { and, isNull, type SQL } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { toWireTime } from '../../contract/common.ts'
import { passwordCustody, type Repository, repositoryStatus } from '../../contract/repositories/repositories.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection } from '../../db/collection.ts'
import { enumField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import { readEnum } from '../../db/read-enum.ts'
import { repositories as table } from '../../db/schema/repositories.ts'
import { resellerField } from '../../db/scope-fields.ts'

const repositories = defineCollection({
  name: 'repositories',
  from: table,
  key: table.uid,
  columns: {
    uid: table.uid,
    name: table.name,
    organizationUid: table.organizationUid,
    locationUid: table.locationUid,
    siteUid: table.siteUid,
    backupResourceUid: table.backupResourceUid,
    backupAgentUid: table.backupAgentUid,
    status: table.status,
    passwordCustody: table.passwordCustody,
    usedBytes: table.usedBytes,
    objectCount: table.objectCount,
    hiddenBytes: table.hiddenBytes,
    egressBytes: table.egressBytes,
    createdAt: table.createdAt,
  },
  fields: {
    instanceUid: uidField(table.uid),
    name: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    organizationUid: uidField(table.organizationUid),
    locationUid: uidField(table.locationUid),
    resellerUid: resellerField(table.organizationUid),
    siteUid: uidField(table.siteUid),
    backupResourceUid: uidField(table.backupResourceUid),
    backupAgentUid: uidField(table.backupAgentUid),
    status: enumField(table.status),
    passwordCustody: enumField(table.passwordCustody),
    usedBytes: numberField(table.usedBytes),
    objectCount: numberField(table.objectCount),
    hiddenBytes: numberField(table.hiddenBytes),
    egressBytes: numberField(table.egressBytes),
    creationDate: timeField(table.createdAt),
  },
  defaultSort: [ascending('name')],
  toItem: (row): Repository => ({
    instanceUid: row.uid,
    name: row.name,
    organizationUid: row.organizationUid,
    locationUid: row.locationUid,
    siteUid: row.siteUid,
    backupResourceUid: row.backupResourceUid,
    backupAgentUid: row.backupAgentUid,
    status: readEnum(repositoryStatus, row.status, 'Disabled'),
    passwordCustody: readEnum(passwordCustody, row.passwordCustody, 'escrowed'),
    usedBytes: row.usedBytes,
    objectCount: row.objectCount,
    hiddenBytes: row.hiddenBytes,
    egressBytes: row.egressBytes,
    creationDate: toWireTime(row.createdAt),
  }),
})

function reachable(scope: Scope): SQL | undefined {
  return and(
    isNull(table.deletedAt),
    scope.repositories({
      organization: table.organizationUid,
      location: table.locationUid,
      site: table.siteUid,
      backupAgent: table.backupAgentUid,
      backupResource: table.backupResourceUid,
    }),
  )
}

export function repositoriesSource(scope: Scope, db: Db) {
  return repositories.source(db, { where: reachable(scope), context: undefined })
}

export function findRepository(scope: Scope, db: Db, repositoryUid: string): Promise<Repository | null> {
  return repositories.find(db, repositoryUid, { where: reachable(scope), context: undefined })
}
