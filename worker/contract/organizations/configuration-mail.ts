/** How an organization sends mail: notification settings, the test of a mail server, and the mails themselves. */
import { z } from 'zod'
import { dateTime, responseError, uid } from '../common.ts'
import { operation } from '../operation.ts'
import { emailText, limitedText } from './text.ts'

const byUid = z.object({ organizationUid: uid })

/** One line: what becomes part of a header. */
const lineText = (maxLength: number) =>
  limitedText(maxLength).refine((text) => !/\p{Cc}/u.test(text), { error: 'must not contain control characters' })

const senderName = lineText(255).nullable().default(null)
const address = emailText.nullable().default(null)
const subject = (text: string) => lineText(500).default(text)
const timeOfDay = z
  .string()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, { error: 'must be a time of day such as 9:00' })

export const notificationBillingSettings = z
  .object({ senderName, from: address, subject: subject('%company%: %invoicePeriod%') })
  .meta({ id: 'NotificationBillingSettings' })

export const notificationDiscoverySettings = z
  .object({
    senderName,
    from: address,
    to: address,
    subject: subject('Company: "%company%", Location: "%location%", Rule: "%ruleName%", Status: "%ruleStatus%"'),
    isDailyNotificationEnabled: z.boolean().default(false),
    dailyTime: timeOfDay.nullable().default(null),
  })
  .meta({ id: 'NotificationDiscoverySettings' })

export const notificationAlarmsSettings = z
  .object({
    senderName,
    from: address,
    to: address,
    dailySubject: subject(
      'Company: "%company%", Location: "%location%", Alarm: "%alarmName%", Status: "%alarmStatus%"',
    ),
    isDailyNotificationEnabled: z.boolean().default(false),
    dailyTime: timeOfDay.default('9:00'),
    dailyStatusFilter: z
      .array(
        z
          .enum(['Acknowledged', 'Error', 'Info', 'Resolved', 'Unknown', 'Warning'])
          .meta({ id: 'NotificationAlarmsSettingsDailyStatusFilterItem' }),
      )
      .max(6, { error: 'must have at most 6 entries' })
      .nullable()
      .default(null),
    dailySorting: z
      .enum(['ByAlarmName', 'ByObjectName', 'ByStatus', 'ByTime', 'Unknown'])
      .meta({ id: 'NotificationAlarmsSettingsDailySorting' })
      .default('ByTime'),
  })
  .meta({ id: 'NotificationAlarmsSettings' })

export const notificationLicenseSettings = z
  .object({ senderName, from: address, to: address, enabled: z.boolean().nullable().default(null) })
  .meta({ id: 'NotificationLicenseSettings' })

export const oAuth2ClientSettings = z
  .object({
    kind: z
      .enum(['Azure', 'AzureChinaCloud', 'AzureGermany', 'AzureGovCloud', 'Google'])
      .meta({ id: 'OAuth2ClientSettingsKind' }),
    clientId: lineText(255),
    clientSecret: limitedText(2000).nullable().optional(),
    scope: lineText(2000).nullable().optional(),
    tenantId: lineText(255).nullable().optional(),
  })
  .meta({ id: 'OAuth2ClientSettings' })

export const oAuth2Credential = z
  .object({
    clientSettings: oAuth2ClientSettings,
    userId: lineText(255).nullable(),
    accessToken: limitedText(8000),
    accessTokenExpiration: dateTime,
    refreshToken: limitedText(8000),
  })
  .meta({ id: 'OAuth2Credential' })
export type OAuth2Credential = z.output<typeof oAuth2Credential>

export const smtpTlsMode = z
  .enum(['auto', 'none', 'sslOnConnect', 'startTls', 'startTlsWhenAvailable'])
  .meta({ id: 'SmtpSettingsTlsMode' })
export type SmtpTlsMode = z.output<typeof smtpTlsMode>

export const smtpSettings = z
  .object({
    serverAddress: lineText(300).describe(
      'Name or address of the server, with its port behind a colon where it is not the usual one of the TLS mode.',
    ),
    tlsMode: smtpTlsMode,
    timeout: z
      .string()
      .describe('Of one step of the conversation, as hh:mm:ss or as an ISO 8601 duration: 1 second to 5 minutes.'),
    passwordCredential: z
      .object({
        userName: limitedText(255).nullable(),
        password: limitedText(1024).nullable().optional().describe('Never answered. Left out: as it is.'),
        saslMechanism: lineText(32).nullable().optional().describe('PLAIN or LOGIN; null: what the server offers.'),
      })
      .meta({ id: 'SmtpSettingsPasswordCredential' })
      .optional(),
    oAuth2Credential: oAuth2Credential.optional(),
    exclusivelyAcceptedCertificateHash: lineText(255).optional(),
  })
  .meta({ id: 'SmtpSettings' })
export type SmtpSettings = z.output<typeof smtpSettings>

/** Null stands for left out. */
export const smtpSettingsInput = smtpSettings
  .extend({
    passwordCredential: smtpSettings.shape.passwordCredential.nullable(),
    oAuth2Credential: smtpSettings.shape.oAuth2Credential.nullable(),
    exclusivelyAcceptedCertificateHash: smtpSettings.shape.exclusivelyAcceptedCertificateHash.nullable(),
  })
  .meta({ id: 'SmtpSettingsInput' })
export type SmtpSettingsInput = z.output<typeof smtpSettingsInput>

export const mailLanguageCode = z.enum(['de', 'en', 'es', 'fr']).meta({ id: 'MailLanguageCode' })
export type MailLanguageCode = z.output<typeof mailLanguageCode>

export const notificationSettings = z
  .object({
    billing: notificationBillingSettings,
    discovery: notificationDiscoverySettings,
    alarms: notificationAlarmsSettings,
    license: notificationLicenseSettings,
    smtp: smtpSettings.nullable().default(null).describe('Null: mail goes the way of the organization above.'),
    level: z
      .enum(['all', 'disabled', 'summary', 'Unknown'])
      .meta({ id: 'NotificationSettingsLevel' })
      .default('disabled')
      .describe('Of alarms and digests. Mails about accounts and welcome mails are sent at every level.'),
    defaultSenderName: senderName,
    defaultFrom: address,
    language: mailLanguageCode
      .nullable()
      .default(null)
      .describe(
        'Beyond v3. What mails are written in; null: that of the organization above, for the provider English.',
      ),
    mailWay: z
      .enum(['smtp', 'inheritedSmtp', 'emailService', 'log', 'none'])
      .meta({ id: 'MailWay' })
      .describe('Beyond v3. The way that mail of the organization takes now.'),
  })
  .meta({ id: 'NotificationSettings' })
export type NotificationSettings = z.output<typeof notificationSettings>

/** How patched settings are judged, and what a patch may change. */
export const patchedNotificationSettings = notificationSettings.extend({ smtp: smtpSettingsInput.nullable() })
export const NOTIFICATION_CHANGEABLE = [
  'billing',
  'discovery',
  'alarms',
  'license',
  'smtp',
  'level',
  'defaultSenderName',
  'defaultFrom',
  'language',
] as const

export const getOrganizationNotificationSettings = operation({
  operationId: 'getOrganizationNotificationSettings',
  method: 'get',
  path: '/organizations/{organizationUid}/configuration/notification',
  tag: 'organizations',
  summary: 'Returns how an organization sends mail, without secrets.',
  access: 'mail.manage',
  params: byUid,
  answer: { kind: 'object', schema: notificationSettings },
})

export const patchOrganizationNotificationSettings = operation({
  operationId: 'patchOrganizationNotificationSettings',
  method: 'patch',
  path: '/organizations/{organizationUid}/configuration/notification',
  tag: 'organizations',
  summary: 'Changes how an organization sends mail.',
  access: 'mail.manage',
  params: byUid,
  isPatch: true,
  answer: { kind: 'object', schema: notificationSettings },
})

export const smtpServerCertificateInfo = z
  .object({
    friendlyName: z.string(),
    subjectName: z.string(),
    issuerName: z.string(),
    notAfter: z.string(),
    notBefore: z.string(),
    serialNumber: z.string(),
    signatureAlgorithm: z.string(),
    hash: z.string(),
    isValid: z.boolean(),
  })
  .meta({ id: 'SmtpServerCertificateInfo' })

export const testSmtpSettingsResponse = z
  .object({
    result: z.enum(['AuthenticationError', 'ConnectionError', 'Ok']).meta({ id: 'TestSmtpSettingsResponseResult' }),
    smtpSettings: smtpSettings.nullable(),
    serverCertificate: smtpServerCertificateInfo
      .nullable()
      .describe('Always null: the platform checks the certificate itself and does not show it.'),
    error: responseError.optional(),
  })
  .meta({ id: 'TestSmtpSettingsResponse' })
export type SmtpTestResult = z.output<typeof testSmtpSettingsResponse>

export type TestSmtpSettings = z.output<typeof testSmtpSettingsResponse>

export const testNotificationSmtpSettings = operation({
  operationId: 'testNotificationSmtpSettings',
  method: 'post',
  path: '/organizations/{organizationUid}/configuration/notification/smtp/test',
  tag: 'organizations',
  summary: 'Connects to a mail server and signs in, without sending; without settings to those that are stored.',
  isSlow: true,
  access: 'mail.manage',
  params: byUid,
  body: { mediaType: 'application/json', schema: smtpSettingsInput.nullable() },
  answer: { kind: 'object', schema: testSmtpSettingsResponse },
})

export const testEmailOptions = z
  .object({
    from: limitedText(254),
    to: limitedText(254),
    senderName: lineText(255).nullable().optional(),
  })
  .meta({ id: 'TestEmailOptions' })

export const sendTestNotificationEmail = operation({
  operationId: 'sendTestNotificationEmail',
  method: 'post',
  path: '/organizations/{organizationUid}/configuration/notification/test',
  tag: 'organizations',
  summary: 'Sends a test mail at once, by the settings that are stored.',
  isSlow: true,
  access: 'mail.manage',
  params: byUid,
  body: { mediaType: 'application/json', schema: testEmailOptions },
  answer: { kind: 'empty' },
})

export const prepareSmtpOAuth2SignIn = operation({
  operationId: 'prepareSmtpOAuth2SignIn',
  method: 'post',
  path: '/organizations/{organizationUid}/configuration/notification/oauth2/signin',
  tag: 'organizations',
  summary: 'Begins the sign-in at a mail service by OAuth 2.0.',
  access: 'mail.manage',
  params: byUid,
  body: {
    mediaType: 'application/json',
    schema: z
      .object({
        clientSettings: oAuth2ClientSettings,
        redirectUrl: lineText(2000),
        state: lineText(2000).nullable().optional(),
      })
      .meta({ id: 'PrepareSmtpOAuth2SignInBody' }),
  },
  answer: {
    kind: 'object',
    schema: z
      .object({
        location: z.string(),
        navigationMode: z.enum(['redirect']).meta({ id: 'OAuth2SignInParametersNavigationMode' }),
      })
      .meta({ id: 'OAuth2SignInParameters' }),
  },
})

export const completeSmtpOAuth2SignIn = operation({
  operationId: 'completeSmtpOAuth2SignIn',
  method: 'get',
  path: '/organizations/{organizationUid}/configuration/notification/oauth2/signin/completion',
  tag: 'organizations',
  summary: 'Completes the sign-in at a mail service by OAuth 2.0.',
  access: 'mail.manage',
  params: byUid,
  query: z.object({
    error: z.string().optional(),
    error_description: z.string().optional(),
    code: z.string().optional(),
    state: z.string().optional(),
  }),
  answer: {
    kind: 'object',
    schema: z.object({ credential: oAuth2Credential }).meta({ id: 'CompleteSmtpOAuth2SignInResponseData' }),
  },
})

export const mailStatus = z.enum(['queued', 'sending', 'sent', 'deferred', 'failed']).meta({ id: 'MailStatus' })

/** A mail of the queue: what was to be said is never shown. */
export const mail = z
  .object({
    instanceUid: uid,
    organizationUid: uid,
    organizationName: z.string(),
    template: z.string(),
    recipient: z.string(),
    subject: z.string(),
    status: mailStatus.describe(
      'deferred: tried in vain, will be tried again; failed: refused for good, or tried for too long.',
    ),
    way: z.enum(['smtp', 'emailService', 'log']).meta({ id: 'MailSentWay' }).nullable(),
    attempts: z.int(),
    nextAttemptTime: dateTime.nullable(),
    lastReply: z.string().nullable().describe('Last answer of the mail server, or why it could not be asked.'),
    createdTime: dateTime,
    sentTime: dateTime.nullable(),
  })
  .meta({ id: 'Mail' })
export type Mail = z.output<typeof mail>

export const getMails = operation({
  operationId: 'getMails',
  method: 'get',
  path: '/organizations/{organizationUid}/mails',
  tag: 'holdfast',
  summary: 'Lists the mails of an organization with what became of them.',
  access: 'mail.manage',
  params: byUid,
  query: z.object({
    includeManaged: z
      .boolean()
      .default(false)
      .describe('Also mails of the companies and resellers that the organization manages.'),
  }),
  answer: { kind: 'page', item: mail },
})

export const retryMail = operation({
  operationId: 'retryMail',
  method: 'post',
  path: '/organizations/{organizationUid}/mails/{mailUid}/retry',
  tag: 'holdfast',
  summary: 'Has a deferred or failed mail tried again at once.',
  access: 'mail.manage',
  params: byUid.extend({ mailUid: uid }),
  answer: { kind: 'object', schema: mail },
})

export const CONFIGURATION_MAIL_OPERATIONS = [
  getOrganizationNotificationSettings,
  patchOrganizationNotificationSettings,
  testNotificationSmtpSettings,
  sendTestNotificationEmail,
  prepareSmtpOAuth2SignIn,
  completeSmtpOAuth2SignIn,
  getMails,
  retryMail,
]
