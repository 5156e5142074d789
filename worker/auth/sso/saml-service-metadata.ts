/** The console's own metadata, to be given to a provider. */

export interface ServiceMetadata {
  entityId: string
  callbackUrl: string
  wantsSignedAssertions: boolean
  signsRequests: boolean
  /** PEM, with what each is published for. */
  certificates: readonly { pem: string; purpose: 'signing' | 'encryption' | null }[]
  organization: { name: string; displayName: string; url: string; language: string }
  contact: {
    type: string
    email: string
    company: string | null
    givenName: string | null
    surname: string | null
    phoneNumber: string | null
  }
  requestedAttributes: readonly {
    name: string
    friendlyName: string | null
    nameFormat: 'Basic' | 'Unspecified' | 'Uri'
    isRequired: boolean | null
  }[]
  /** ISO 8601. */
  cacheDuration: string | null
}

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const NAME_FORMATS = { Basic: 'basic', Unspecified: 'unspecified', Uri: 'uri' } as const

export function writeServiceMetadata(metadata: ServiceMetadata): string {
  const { organization, contact } = metadata
  const cache = metadata.cacheDuration === null ? {} : { cacheDuration: metadata.cacheDuration }
  const descriptor = element(
    'SPSSODescriptor',
    {
      protocolSupportEnumeration: PROTOCOL,
      AuthnRequestsSigned: String(metadata.signsRequests),
      WantAssertionsSigned: String(metadata.wantsSignedAssertions),
    },
    [
      ...metadata.certificates.map(keyDescriptor),
      element('AssertionConsumerService', {
        Binding: POST,
        Location: metadata.callbackUrl,
        index: '0',
        isDefault: 'true',
      }),
      ...attributeService(metadata),
    ],
  )
  const language = { 'xml:lang': organization.language || 'en' }
  const hasOrganization = [organization.name, organization.displayName, organization.url].every((text) => text !== '')
  const root = element(
    'EntityDescriptor',
    { xmlns: 'urn:oasis:names:tc:SAML:2.0:metadata', entityID: metadata.entityId, ...cache },
    [
      descriptor,
      ...(hasOrganization
        ? [
            element('Organization', {}, [
              element('OrganizationName', language, [escapeXml(organization.name)]),
              element('OrganizationDisplayName', language, [escapeXml(organization.displayName)]),
              element('OrganizationURL', language, [escapeXml(organization.url)]),
            ]),
          ]
        : []),
      ...(contact.email === '' ? [] : [contactPerson(contact)]),
    ],
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`
}

function keyDescriptor({ pem, purpose }: ServiceMetadata['certificates'][number]): string {
  const base64 = pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '')
  const info = element('KeyInfo', { xmlns: 'http://www.w3.org/2000/09/xmldsig#' }, [
    element('X509Data', {}, [element('X509Certificate', {}, [base64])]),
  ])
  return element('KeyDescriptor', purpose === null ? {} : { use: purpose }, [info])
}

function attributeService({ requestedAttributes, organization }: ServiceMetadata): string[] {
  if (requestedAttributes.length === 0) return []
  const attributes = requestedAttributes.map(({ name, friendlyName, nameFormat, isRequired }) =>
    element('RequestedAttribute', {
      Name: name,
      NameFormat: `urn:oasis:names:tc:SAML:2.0:attrname-format:${NAME_FORMATS[nameFormat]}`,
      ...(friendlyName === null ? {} : { FriendlyName: friendlyName }),
      ...(isRequired === null ? {} : { isRequired: String(isRequired) }),
    }),
  )
  const name = element('ServiceName', { 'xml:lang': organization.language || 'en' }, [
    escapeXml(organization.displayName || 'Backup'),
  ])
  return [element('AttributeConsumingService', { index: '0', isDefault: 'true' }, [name, ...attributes])]
}

function contactPerson({ type, company, givenName, surname, email, phoneNumber }: ServiceMetadata['contact']): string {
  const part = (name: string, value: string | null) => (value ? [element(name, {}, [escapeXml(value)])] : [])
  return element('ContactPerson', { contactType: type.toLowerCase() }, [
    ...part('Company', company),
    ...part('GivenName', givenName),
    ...part('SurName', surname),
    ...part('EmailAddress', email.startsWith('mailto:') ? email : `mailto:${email}`),
    ...part('TelephoneNumber', phoneNumber),
  ])
}

/** `children` are XML already. */
function element(name: string, attributes: Readonly<Record<string, string>>, children: readonly string[] = []): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  const start = `<${name}${written.join('')}`
  return children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}>`
}

function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
