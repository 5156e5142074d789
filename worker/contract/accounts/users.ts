/** Users and what they sign in with. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { emailText, limitedText } from '../organizations/text.ts'
import { userBackupResourceInput } from './user-backup-resources.ts'

/** Every role of the API. Owners come with their organization, company tenants with the tenant of a site. */
export const userRole = z
  .enum([
    'CompanyAdministrator',
    'CompanyInvoiceAuditor',
    'CompanyLocationAdministrator',
    'CompanyLocationUser',
    'CompanyOwner',
    'CompanySubtenant',
    'CompanyTenant',
    'PortalAdministrator',
    'PortalOperator',
    'PortalReadonlyOperator',
    'ResellerAdministrator',
    'ResellerInvoiceAuditor',
    'ResellerOperator',
    'ResellerOwner',
    'ResellerUser',
    'SiteAdministrator',
    'Unknown',
  ])
  .meta({ id: 'UserRole' })

export const userStatus = z.enum(['Disabled', 'Enabled', 'Unknown']).meta({ id: 'UserStatus' })
export const mfaPolicyStatus = z
  .enum(['Disabled', 'Enabled', 'EnabledByInheritance', 'Unknown'])
  .meta({ id: 'UserMfaPolicyStatus' })
export const mfaConfigurationStatus = z
  .enum(['Configured', 'NotConfigured', 'Unknown'])
  .meta({ id: 'UserMfaPolicyConfigurationStatus' })

const title = z.enum(['Miss', 'Mr', 'Mrs', 'Ms', 'Unknown']).meta({ id: 'UserProfileTitle' })
const profileText = limitedText(255).trim()

export const userProfile = z
  .object({
    firstName: profileText.nullable().default(null),
    lastName: profileText.nullable().default(null),
    title: title.default('Unknown'),
    email: emailText.nullable().default(null),
    address: limitedText(1000).trim().nullable().default(null),
    phone: profileText.nullable().default(null),
  })
  .meta({ id: 'UserProfile' })

const uids = z.array(uid).max(1000, { error: 'must name at most 1000' })

/** What a user is limited to, all of it beyond v3. Lists that its role does not use are empty. */
export const userScope = z.object({
  locationUids: uids.describe(
    'Beyond v3. Location roles: the locations that they see; subtenants: where they are listed.',
  ),
  hasAllCompanies: z.boolean().describe('Beyond v3. Operators and readers: every company, those to come included.'),
  companyUids: uids.describe('Beyond v3. Operators and readers: the companies that were chosen.'),
  hasProviderResources: z
    .boolean()
    .describe("Beyond v3. The provider's operators: also what belongs to no company but to the provider itself."),
  siteUids: uids.describe('Beyond v3. Site Administrators: their sites.'),
})

export const user = z
  .object({
    ...userScope.shape,
    tenantUid: uid.nullable().describe('Beyond v3. Company tenants and subtenants: their cloud tenant.'),
    instanceUid: uid,
    organizationUid: uid,
    userName: z.string(),
    role: userRole,
    status: userStatus,
    mfaPolicyStatus,
    mfaPolicyConfigurationStatus: mfaConfigurationStatus,
    profile: userProfile,
    credentials: z
      .object({ userName: z.string(), password: z.string().nullable().describe('Never answered: always null.') })
      .meta({ id: 'CredentialsInfo' }),
  })
  .meta({ id: 'User' })
export type User = z.output<typeof user>

export const userInput = z
  .object({
    organizationUid: uid,
    role: userRole,
    profile: userProfile,
    credentials: z
      .object({
        userName: z.string().describe('Cannot be changed later.'),
        password: z.string().nullable().describe('Null: nobody can sign in with this account until a password is set.'),
      })
      .meta({ id: 'Credentials' }),
    mfaPolicyStatus: mfaPolicyStatus.default('Disabled'),
    locationUids: uids
      .optional()
      .describe('Beyond v3. Locations that a location role sees; none given: the default location of the company.'),
    companyUids: uids
      .optional()
      .describe('Beyond v3. Companies that an operator or reader sees; not given: all, those to come included.'),
    hasAllCompanies: z.boolean().optional().describe('Beyond v3. False, and no companyUids: no company yet.'),
    hasProviderResources: userScope.shape.hasProviderResources.optional(),
    siteUids: uids.optional().describe('Beyond v3. Sites of a Site Administrator; none given: those that there are.'),
    backupResource: userBackupResourceInput
      .optional()
      .describe(
        'Of subtenants only; not given: the default backup resource of their tenant, without a quota of their own.',
      ),
  })
  .meta({ id: 'UserInput' })
export type UserInput = z.output<typeof userInput>

export const getUsers = operation({
  operationId: 'getUsers',
  method: 'get',
  path: '/users',
  tag: 'accounts',
  summary: 'Lists users.',
  access: 'users.read',
  answer: { kind: 'page', item: user },
})

export const createUser = operation({
  operationId: 'createUser',
  method: 'post',
  path: '/users',
  tag: 'accounts',
  summary: 'Creates a user of an organization.',
  access: 'users.manage',
  body: { mediaType: 'application/json', schema: userInput },
  answer: { kind: 'object', schema: user },
})

export const getCurrentUser = operation({
  operationId: 'getCurrentUser',
  method: 'get',
  path: '/users/me',
  tag: 'accounts',
  summary: 'Returns the user who asks.',
  access: 'signedIn',
  answer: { kind: 'object', schema: user },
})

export const getUser = operation({
  operationId: 'getUser',
  method: 'get',
  path: '/users/{userUid}',
  tag: 'accounts',
  summary: 'Returns one user.',
  access: 'users.read',
  params: z.object({ userUid: uid }),
  answer: { kind: 'object', schema: user },
})

export const USER_OPERATIONS = [getUsers, createUser, getCurrentUser, getUser]
