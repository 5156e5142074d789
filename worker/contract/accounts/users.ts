/** Users and what they sign in with. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { emailText, limitedText } from '../organizations/text.ts'

/** Every role of the API; those that this console does not give yet are refused on creation. */
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

export const user = z
  .object({
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
    locationUids: z
      .array(uid)
      .max(1000)
      .optional()
      .describe('Beyond v3. Locations that a Location User sees; none given: the default location of the company.'),
    companyUids: z
      .array(uid)
      .max(1000)
      .optional()
      .describe('Beyond v3. Companies that a Read-only User sees; none given: all, those to come included.'),
    backupResource: z
      .object({
        tenantBackupResourceUid: uid,
        resourceFriendlyName: z.string(),
        siteUid: uid.nullable().optional(),
        description: z.string().nullable().optional(),
        vcdUserId: z.string().nullable().optional(),
        storageQuota: z.int().nullable().optional(),
        isStorageQuotaUnlimited: z.boolean().default(true),
      })
      .meta({ id: 'UserBackupResourceInput' })
      .optional()
      .describe('Taken by subtenants only.'),
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
