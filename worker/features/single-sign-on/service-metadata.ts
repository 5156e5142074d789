import type { SamlPeer } from '../../auth/sso/saml-metadata.ts'
import { type ServiceMetadata, writeServiceMetadata } from '../../auth/sso/saml-service-metadata.ts'
import type { ServiceCertificateConfiguration } from '../../contract/single-sign-on/saml-configuration.ts'
import type { Db } from '../../db/client.ts'
import { areRequestsSigned } from './peers.ts'
import { callbackUrl, type ProviderRow, readSamlConfiguration } from './provider-settings.ts'
import { type CertificateRow, readCertificates } from './service-certificates.ts'

type Purpose = ServiceMetadata['certificates'][number]['purpose']

/** The console's metadata for one of its SAML providers. */
export async function serviceMetadataOf(db: Db, publicUrl: string, row: ProviderRow): Promise<string> {
  const configuration = readSamlConfiguration(row)
  const { organization, contactPerson, cacheDuration, wantAssertionsSigned, requestedAttributes } =
    configuration.metadata
  const certificates = await readCertificates(db, row.uid)
  return writeServiceMetadata({
    entityId: configuration.entityId,
    callbackUrl: callbackUrl(publicUrl, row.name),
    wantsSignedAssertions: wantAssertionsSigned,
    signsRequests:
      row.peer !== null && areRequestsSigned(configuration, (JSON.parse(row.peer) as { saml: SamlPeer }).saml),
    certificates: certificates.flatMap((certificate) =>
      purposesOf(certificate).map((purpose) => ({ pem: certificate.certificate, purpose })),
    ),
    organization,
    contact: contactPerson,
    requestedAttributes: requestedAttributes ?? [],
    cacheDuration: /^P(?!$)(\d+D)?(T(?!$)(\d+H)?(\d+M)?(\d+S)?)?$/.test(cacheDuration) ? cacheDuration : null,
  })
}

/** A future certificate is told in time, but nobody must encrypt for it yet. */
function purposesOf({ use, status, publishOverride }: CertificateRow): Purpose[] {
  switch (publishOverride as ServiceCertificateConfiguration['metadataPublishOverride']) {
    case 'DoNotPublish':
      return []
    case 'PublishEncryption':
      return ['encryption']
    case 'PublishSigning':
      return ['signing']
    case 'PublishUnspecified':
      return [null]
    case 'None':
      if (status === 'Future') return use === 'Encryption' ? [] : ['signing']
      return use === 'Both' ? [null] : [use === 'Signing' ? 'signing' : 'encryption']
  }
}
