/** Welcome mails: the own words of an organization in them, and sending one. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { limitedText } from './text.ts'

const byUid = z.object({ organizationUid: uid })

export const welcomeOrganizationType = z
  .enum(['Company', 'Reseller', 'Unknown'])
  .meta({ id: 'CustomWelcomeEmailTemplateOrganizationType' })
export const welcomeOrganizationScope = z
  .enum(['ChildObjects', 'CurrentObject', 'Unknown'])
  .meta({ id: 'CustomWelcomeEmailTemplateOrganizationScope' })

export const customWelcomeEmailTemplate = z
  .object({
    organizationUid: uid,
    organizationType: welcomeOrganizationType.describe('Whom the mail welcomes.'),
    organizationScope: welcomeOrganizationScope.describe(
      'CurrentObject: the organization itself; ChildObjects: the default of those that it manages.',
    ),
    emailContent: limitedText(20_000)
      .nullable()
      .default(null)
      .describe(
        'Plain text, or HTML of simple elements. %company%, %userName% and %portalUrl% stand for what they name.',
      ),
    showSelfServiceSection: z.boolean().default(true),
    isDefault: z.boolean().default(true).describe('True: nothing was changed; set to true it takes the changes back.'),
  })
  .meta({ id: 'CustomWelcomeEmailTemplate' })
export type CustomWelcomeEmailTemplate = z.output<typeof customWelcomeEmailTemplate>

/** The organization is that of the path; what is not said follows from it. */
export const customWelcomeEmailTemplateInput = customWelcomeEmailTemplate
  .extend({
    organizationUid: uid.optional(),
    organizationType: welcomeOrganizationType.optional(),
    organizationScope: welcomeOrganizationScope.optional(),
    isDefault: z.boolean().default(false),
  })
  .meta({ id: 'CustomWelcomeEmailTemplateInput' })
export type CustomWelcomeEmailTemplateInput = z.output<typeof customWelcomeEmailTemplateInput>

export const WELCOME_CHANGEABLE = ['emailContent', 'showSelfServiceSection', 'isDefault'] as const

export const getCustomWelcomeEmailTemplates = operation({
  operationId: 'getCustomWelcomeEmailTemplates',
  method: 'get',
  path: '/organizations/configuration/notification/welcomeEmails',
  tag: 'organizations',
  summary: 'Lists the welcome mails with own words.',
  access: 'welcomeEmails.send',
  query: z.object({
    organizationUid: uid.nullable().optional(),
    organizationType: welcomeOrganizationType.optional(),
    organizationScope: welcomeOrganizationScope.optional(),
  }),
  answer: { kind: 'list', item: customWelcomeEmailTemplate },
})

export const getCustomWelcomeEmailTemplate = operation({
  operationId: 'getCustomWelcomeEmailTemplate',
  method: 'get',
  path: '/organizations/{organizationUid}/configuration/notification/welcomeEmail',
  tag: 'organizations',
  summary: 'Returns the welcome mail of an organization, or of those that it manages.',
  access: 'welcomeEmails.send',
  params: byUid,
  query: z.object({ organizationType: welcomeOrganizationType }),
  answer: { kind: 'object', schema: customWelcomeEmailTemplate },
})

export const createCustomWelcomeEmailTemplate = operation({
  operationId: 'createCustomWelcomeEmailTemplate',
  method: 'post',
  path: '/organizations/{organizationUid}/configuration/notification/welcomeEmail',
  tag: 'organizations',
  summary: 'Gives the welcome mail of an organization own words.',
  access: 'welcomeEmails.send',
  params: byUid,
  body: {
    mediaType: 'application/json',
    schema: customWelcomeEmailTemplateInput,
  },
  answer: { kind: 'object', schema: customWelcomeEmailTemplate },
})

export const patchCustomWelcomeEmailTemplate = operation({
  operationId: 'patchCustomWelcomeEmailTemplate',
  method: 'patch',
  path: '/organizations/{organizationUid}/configuration/notification/welcomeEmail',
  tag: 'organizations',
  summary: 'Changes the own words of a welcome mail.',
  access: 'welcomeEmails.send',
  params: byUid,
  query: z.object({ organizationType: welcomeOrganizationType, organizationScope: welcomeOrganizationScope }),
  isPatch: true,
  answer: { kind: 'object', schema: customWelcomeEmailTemplate },
})

export const welcomeEmailOptions = z
  .object({
    password: limitedText(1024)
      .nullable()
      .describe(
        'Stands in the mail when given; it is not set by this. Without it an owner who has no password yet gets a link to set one.',
      ),
  })
  .meta({ id: 'WelcomeEmailOptions' })

export const sendWelcomeEmailToCompany = operation({
  operationId: 'sendWelcomeEmailToCompany',
  method: 'post',
  path: '/organizations/companies/{companyUid}/welcomeEmail',
  tag: 'companies',
  summary: 'Welcomes the owner of a company by mail.',
  access: 'welcomeEmails.send',
  params: z.object({ companyUid: uid }),
  body: { mediaType: 'application/json', schema: welcomeEmailOptions },
  answer: { kind: 'empty' },
})

export const sendWelcomeEmailToReseller = operation({
  operationId: 'sendWelcomeEmailToReseller',
  method: 'post',
  path: '/organizations/resellers/{resellerUid}/welcomeEmail',
  tag: 'resellers',
  summary: 'Welcomes the Global Administrator of a reseller by mail.',
  access: 'welcomeEmails.send',
  params: z.object({ resellerUid: uid }),
  body: { mediaType: 'application/json', schema: welcomeEmailOptions },
  answer: { kind: 'empty' },
})

export const sendWelcomeEmailToUser = operation({
  operationId: 'sendWelcomeEmailToUser',
  method: 'post',
  path: '/users/{userUid}/welcomeEmail',
  tag: 'holdfast',
  summary: 'Invites a user by mail; one without a password gets a link to set the first one, which works once.',
  access: 'users.manage',
  params: z.object({ userUid: uid }),
  answer: { kind: 'empty' },
})

export const CONFIGURATION_WELCOME_OPERATIONS = [
  getCustomWelcomeEmailTemplates,
  getCustomWelcomeEmailTemplate,
  createCustomWelcomeEmailTemplate,
  patchCustomWelcomeEmailTemplate,
  sendWelcomeEmailToCompany,
  sendWelcomeEmailToReseller,
  sendWelcomeEmailToUser,
]
