/** The settings of a SAML 2.0 provider as v3 has them, with the defaults and limits of this console. */
import { z } from 'zod'
import { limitedText } from '../organizations/text.ts'

const text = limitedText(1000).trim()
const address = limitedText(2000).trim()

const signingAlgorithm = ['RsaSha1', 'RsaSha256', 'RsaSha384', 'RsaSha512'] as const
const outboundSigningAlgorithm = z.enum(signingAlgorithm).meta({ id: 'Saml2ConfigurationOutboundSigningAlgorithm' })
const minIncomingSigningAlgorithm = z
  .enum(signingAlgorithm)
  .meta({ id: 'Saml2ConfigurationMinIncomingSigningAlgorithm' })

const saml2OrganizationConfiguration = z
  .object({ name: text, displayName: text, url: address, language: limitedText(20).trim().default('en') })
  .meta({ id: 'Saml2OrganizationConfiguration' })

const saml2ContactPersonConfiguration = z
  .object({
    email: limitedText(254).trim(),
    type: z
      .enum(['Administrative', 'Billing', 'Other', 'Support', 'Technical'])
      .meta({ id: 'Saml2ContactPersonConfigurationType' })
      .default('Other'),
    company: text.nullable().default(null),
    givenName: text.nullable().default(null),
    surname: text.nullable().default(null),
    phoneNumber: text.nullable().default(null),
  })
  .meta({ id: 'Saml2ContactPersonConfiguration' })

const saml2RequestedAttribute = z
  .object({
    name: text.min(1, { error: 'must not be empty' }),
    friendlyName: text.nullable().default(null),
    nameFormat: z
      .enum(['Basic', 'Unspecified', 'Uri'])
      .meta({ id: 'Saml2RequestedAttributeNameFormat' })
      .default('Unspecified'),
    isRequired: z.boolean().nullable().default(null),
  })
  .meta({ id: 'Saml2RequestedAttribute' })

const saml2MetadataConfiguration = z
  .object({
    organization: saml2OrganizationConfiguration,
    contactPerson: saml2ContactPersonConfiguration,
    cacheDuration: limitedText(40).trim().default('PT1H'),
    validDuration: limitedText(40).trim().default('7.00:00:00'),
    wantAssertionsSigned: z
      .boolean()
      .default(true)
      .describe('Told to the provider in the metadata. A signature over assertion or response is needed in any case.'),
    requestedAttributes: z.array(saml2RequestedAttribute).max(50).nullable().default(null),
  })
  .meta({ id: 'Saml2MetadataConfiguration' })

const saml2IdentityProviderConfiguration = z
  .object({
    entityId: text.min(1, { error: 'must not be empty' }).describe('As the provider names itself.'),
    signOnUrl: address.nullable().default(null).describe('Needed where the metadata is not loaded.'),
    wantAuthnRequestsSigned: z.boolean().nullable().default(null).describe('Null: as its metadata says.'),
    binding: z
      .enum(['Artifact', 'HttpPost', 'HttpRedirect'])
      .meta({ id: 'Saml2IdentityProviderConfigurationBinding' })
      .default('HttpRedirect')
      .describe('Only HttpRedirect is possible.'),
    allowUnsolicitedAuthnResponse: z
      .boolean()
      .default(false)
      .describe('Only false is possible: a sign-in begins at the console.'),
    loadMetadata: z.boolean().default(true),
    outboundSigningAlgorithm: z
      .enum(signingAlgorithm)
      .meta({ id: 'Saml2IdentityProviderConfigurationOutboundSigningAlgorithm' })
      .optional()
      .describe("In place of the configuration's."),
    metadataLocation: address.nullable().default(null).describe('https. Null: the entity id.'),
    signingCertificates: z
      .array(limitedText(10_000))
      .max(5)
      .optional()
      .describe('Beyond v3. PEM or base64; for a provider whose metadata is not loaded.'),
  })
  .meta({ id: 'Saml2IdentityProviderConfiguration' })

const saml2ServiceCertificateConfiguration = z
  .object({
    use: z
      .enum(['Both', 'Encryption', 'Signing'])
      .meta({ id: 'Saml2ServiceCertificateConfigurationUse' })
      .default('Both'),
    status: z
      .enum(['Current', 'Future'])
      .meta({ id: 'Saml2ServiceCertificateConfigurationStatus' })
      .default('Current')
      .describe('Future: published, not used yet.'),
    privateKeyContent: limitedText(40_000)
      .nullable()
      .default(null)
      .describe('PKCS#12 in base64 (without password), or certificate and private key in PEM. Never answered.'),
    certificateThumbprint: limitedText(200)
      .nullable()
      .default(null)
      .describe('SHA-1 in hex. Names a certificate that is kept already.'),
    storeName: limitedText(200).nullable().default(null),
    storeLocation: limitedText(200).nullable().default(null),
    x509FindType: limitedText(200).nullable().default(null),
    metadataPublishOverride: z
      .enum(['DoNotPublish', 'None', 'PublishEncryption', 'PublishSigning', 'PublishUnspecified'])
      .meta({ id: 'Saml2ServiceCertificateConfigurationMetadataPublishOverride' })
      .default('None'),
  })
  .meta({ id: 'Saml2ServiceCertificateConfiguration' })
export type ServiceCertificateConfiguration = z.output<typeof saml2ServiceCertificateConfiguration>

const saml2RequestedAuthnContextConfiguration = z
  .object({
    classRef: z
      .enum([
        'AuthenticatedTelephony',
        'InternetProtocol',
        'InternetProtocolPassword',
        'Kerberos',
        'MobileOneFactorContract',
        'MobileOneFactorUnregistered',
        'MobileTwoFactorContract',
        'MobileTwoFactorUnregistered',
        'NomadTelephony',
        'Password',
        'PasswordProtectedTransport',
        'PersonalTelephony',
        'PGP',
        'PreviousSession',
        'SecureRemotePassword',
        'Smartcard',
        'SmartcardPKI',
        'SoftwarePKI',
        'SPKI',
        'Telephony',
        'TimeSyncToken',
        'TLSClient',
        'unspecified',
        'X509',
        'XMLDSig',
      ])
      .meta({ id: 'Saml2RequestedAuthnContextConfigurationClassRef' }),
    comparison: z
      .enum(['Better', 'Exact', 'Maximum', 'Minimum'])
      .meta({ id: 'Saml2RequestedAuthnContextConfigurationComparison' }),
  })
  .meta({ id: 'Saml2RequestedAuthnContextConfiguration' })

const saml2CompatibilityConfiguration = z
  .object({
    ignoreMissingInResponseTo: z.boolean().default(false).describe('Only false is possible.'),
    ignoreAuthenticationContextInResponse: z.boolean().nullable().default(null),
    unpackEntitiesDescriptorInIdentityProviderMetadata: z.boolean().nullable().default(null),
  })
  .meta({ id: 'Saml2CompatibilityConfiguration' })

export const saml2Configuration = z
  .object({
    entityId: text.describe("The console's own name for the provider; empty: the address of its metadata."),
    returnUrl: address.describe('Where a sign-in leads. Only addresses of the console are followed; else the portal.'),
    outboundSigningAlgorithm,
    minIncomingSigningAlgorithm: minIncomingSigningAlgorithm.describe('At least RsaSha256.'),
    metadata: saml2MetadataConfiguration,
    identityProviders: z.array(saml2IdentityProviderConfiguration).describe('Exactly one.'),
    serviceCertificates: z.array(saml2ServiceCertificateConfiguration).max(4),
    modulePath: limitedText(200).default('/Saml2').describe('Kept as given; the addresses in the metadata hold.'),
    authenticateRequestSigningBehavior: z
      .enum(['Always', 'IfIdpWantAuthnRequestsSigned', 'Never'])
      .meta({ id: 'Saml2ConfigurationAuthenticateRequestSigningBehavior' })
      .default('IfIdpWantAuthnRequestsSigned'),
    validateCertificates: z
      .boolean()
      .nullable()
      .default(null)
      .describe('True: a signing certificate of the provider must be within its dates. Trust comes from the metadata.'),
    publicOrigin: address.nullable().default(null).describe('Kept as given; HOLDFAST_URL holds.'),
    requestedAuthnContext: saml2RequestedAuthnContextConfiguration.nullable().default(null),
    compatibility: saml2CompatibilityConfiguration.prefault({}),
  })
  .meta({ id: 'Saml2Configuration' })
export type Saml2Configuration = z.output<typeof saml2Configuration>
