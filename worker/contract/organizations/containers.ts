import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { nameText } from './text.ts'

const MAX_CHILDREN = 10_000
const children = z.array(uid).max(MAX_CHILDREN, { error: `must have at most ${MAX_CHILDREN} entries` })

/** A group of companies, resellers and containers. */
export const container = z
  .object({
    instanceUid: uid,
    name: z.string(),
    type: z.enum(['Custom', 'DefaultCompanies', 'DefaultResellers', 'Unknown']).meta({ id: 'OrgContainerType' }),
    childrenOrganizations: z.array(uid).nullable(),
    childrenContainers: z.array(uid).nullable(),
  })
  .meta({ id: 'OrgContainer' })
export type Container = z.output<typeof container>

export const containerInput = z
  .object({
    name: nameText(255),
    childrenOrganizations: children.nullable().default(null),
    childrenContainers: children.nullable().default(null),
  })
  .meta({ id: 'OrgContainerInput' })
export type ContainerInput = z.output<typeof containerInput>

/** How a patched container is judged, and what a patch may change of it. */
export const patchedContainer = container.extend(containerInput.shape)
export const CONTAINER_CHANGEABLE = ['name', 'childrenOrganizations', 'childrenContainers'] as const

const byUid = z.object({ containerUid: uid })

export const getOrgContainers = operation({
  operationId: 'getOrgContainers',
  method: 'get',
  path: '/organizations/containers',
  tag: 'containers',
  summary: "Lists the containers of the caller's organization.",
  access: 'companies.read',
  answer: { kind: 'page', item: container },
})

export const createOrgContainer = operation({
  operationId: 'createOrgContainer',
  method: 'post',
  path: '/organizations/containers',
  tag: 'containers',
  summary: 'Creates a container.',
  access: 'companies.edit',
  body: { mediaType: 'application/json', schema: containerInput },
  answer: { kind: 'object', schema: container },
})

export const getOrgContainer = operation({
  operationId: 'getOrgContainer',
  method: 'get',
  path: '/organizations/containers/{containerUid}',
  tag: 'containers',
  summary: 'Returns one container.',
  access: 'companies.read',
  params: byUid,
  answer: { kind: 'object', schema: container },
})

export const patchOrgContainer = operation({
  operationId: 'patchOrgContainer',
  method: 'patch',
  path: '/organizations/containers/{containerUid}',
  tag: 'containers',
  summary: 'Renames a container or changes what it holds.',
  access: 'companies.edit',
  params: byUid,
  isPatch: true,
  answer: { kind: 'object', schema: container },
})

export const deleteOrgContainer = operation({
  operationId: 'deleteOrgContainer',
  method: 'delete',
  path: '/organizations/containers/{containerUid}',
  tag: 'containers',
  summary: 'Deletes a container; what it held stays.',
  access: 'companies.edit',
  params: byUid,
  answer: { kind: 'empty' },
})

export const CONTAINER_OPERATIONS = [
  getOrgContainers,
  createOrgContainer,
  getOrgContainer,
  patchOrgContainer,
  deleteOrgContainer,
]
