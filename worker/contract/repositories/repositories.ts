/**
 * Backup repositories, beyond v3: an administrator can make one, get a short-lived credential for any stock restic, and
 * read the escrowed password. For recovery without the console's agent, and for leaving. docs/repositories-api.md.
 */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'
import { nameText } from '../organizations/text.ts'

/** A week. */
export const MAX_CREDENTIAL_HOURS = 168

export const repositoryStatus = z.enum(['Active', 'Disabled', 'Deleted']).meta({ id: 'RepositoryStatus' })
export const passwordCustody = z.enum(['escrowed', 'customerHeld']).meta({ id: 'RepositoryPasswordCustody' })

/** Byte counts are those of the vault's ledger at its last report, a few minutes ago at most while anything changes. */
export const repository = z
  .object({
    instanceUid: uid,
    name: z.string(),
    organizationUid: uid,
    locationUid: uid.nullable(),
    siteUid: uid,
    backupResourceUid: uid.nullable().describe('The quota that it draws on.'),
    backupAgentUid: uid.nullable().describe('The computer that it was made for; null: made by hand.'),
    status: repositoryStatus,
    passwordCustody: passwordCustody.describe('Who holds the restic password: the console, sealed, or the customer.'),
    usedBytes: z.int(),
    objectCount: z.int(),
    hiddenBytes: z.int().describe('Of deleted objects inside their protection period.'),
    egressBytes: z.int().describe('Sent to clients since the repository was made.'),
    creationDate: dateTime,
  })
  .meta({ id: 'Repository' })
export type Repository = z.infer<typeof repository>

export const repositoryDetail = repository.extend({ hasEscrowedPassword: z.boolean() }).meta({ id: 'RepositoryDetail' })
export type RepositoryDetail = z.infer<typeof repositoryDetail>

export const repositoryInput = z
  .object({
    name: nameText(255),
    companyUid: uid,
    backupResourceUid: uid.nullable().optional().describe('Absent or null: the default one of the company.'),
  })
  .meta({ id: 'RepositoryInput' })

export const repositoryAccessLevel = z.enum(['readOnly', 'appendOnly', 'full']).meta({ id: 'RepositoryAccess' })

export const repositoryCredentialsInput = z
  .object({
    access: repositoryAccessLevel,
    hours: z
      .int()
      .min(1, { error: `must be 1 to ${MAX_CREDENTIAL_HOURS}` })
      .max(MAX_CREDENTIAL_HOURS, { error: `must be 1 to ${MAX_CREDENTIAL_HOURS}` })
      .describe('How long the credential is valid.'),
  })
  .meta({ id: 'RepositoryCredentialsInput' })

export const repositoryCredentials = z
  .object({
    url: z.string().describe('As restic takes it: rest:https://…/vault/<repositoryUid>/'),
    userName: z.string(),
    password: z.string(),
    expiresAt: dateTime,
  })
  .meta({ id: 'RepositoryCredentials' })
export type RepositoryCredentials = z.infer<typeof repositoryCredentials>

export const repositoryPassword = z.object({ password: z.string() }).meta({ id: 'RepositoryPassword' })

const repositoryParams = z.object({ repositoryUid: uid })

export const getRepositories = operation({
  operationId: 'getRepositories',
  method: 'get',
  path: '/repositories',
  tag: 'holdfast',
  summary: 'Backup repositories',
  access: 'repositories.read',
  answer: { kind: 'page', item: repository },
})

export const createRepository = operation({
  operationId: 'createRepository',
  method: 'post',
  path: '/repositories',
  tag: 'holdfast',
  summary: 'Make an empty repository of a company, for any restic',
  access: 'repositories.manage',
  body: { mediaType: 'application/json', schema: repositoryInput },
  answer: { kind: 'object', schema: repositoryDetail },
})

export const getRepository = operation({
  operationId: 'getRepository',
  method: 'get',
  path: '/repositories/{repositoryUid}',
  tag: 'holdfast',
  summary: 'One repository',
  access: 'repositories.read',
  params: repositoryParams,
  answer: { kind: 'object', schema: repositoryDetail },
})

export const deleteRepository = operation({
  operationId: 'deleteRepository',
  method: 'delete',
  path: '/repositories/{repositoryUid}',
  tag: 'holdfast',
  summary: 'Delete a repository: hidden at once, its bytes go after the protection period',
  access: 'repositories.manage',
  params: repositoryParams,
  answer: { kind: 'empty' },
})

export const issueRepositoryCredentials = operation({
  operationId: 'issueRepositoryCredentials',
  method: 'post',
  path: '/repositories/{repositoryUid}/credentials',
  tag: 'holdfast',
  summary: 'A credential with which any restic reaches the repository for some hours',
  access: 'repositories.access',
  params: repositoryParams,
  body: { mediaType: 'application/json', schema: repositoryCredentialsInput },
  answer: { kind: 'object', schema: repositoryCredentials },
})

export const revealRepositoryPassword = operation({
  operationId: 'revealRepositoryPassword',
  method: 'post',
  path: '/repositories/{repositoryUid}/password',
  tag: 'holdfast',
  summary: 'The escrowed restic password of the repository; each reading is audited',
  access: 'repositories.revealPassword',
  params: repositoryParams,
  answer: { kind: 'object', schema: repositoryPassword },
})

export const REPOSITORY_OPERATIONS = [
  getRepositories,
  createRepository,
  getRepository,
  deleteRepository,
  issueRepositoryCredentials,
  revealRepositoryPassword,
]
