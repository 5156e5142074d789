import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'

export const about = z
  .object({
    installationId: uid,
    installationDate: dateTime,
    actualVawVersion: z.string().nullable().describe('Of the backup agent for Windows; null: there is none.'),
    actualValVersion: z.string().nullable().describe('Of the backup agent for Linux.'),
    actualVamVersion: z.string().nullable().describe('Of the backup agent for macOS; null: there is none.'),
    serverVersion: z.string(),
    windowsManagementAgentVersion: z.string(),
    linuxManagementAgentVersion: z.string(),
    macManagementAgentVersion: z.string(),
  })
  .meta({ id: 'About' })

export const getAboutInformation = operation({
  operationId: 'getAboutInformation',
  method: 'get',
  path: '/about',
  tag: 'about',
  summary: 'Versions of the console and of its agents',
  access: 'signedIn',
  answer: { kind: 'object', schema: about },
})

export const ABOUT_OPERATIONS = [getAboutInformation]
