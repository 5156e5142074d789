/** A SAML 2.0 identity provider on loopback, of `samlp`: reads the console's requests, and answers as a test wants it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import samlp from 'samlp'
import { makeServiceCertificate, type ServiceCertificate } from '../../worker/auth/sso/service-certificate.ts'

export interface SamlPerson {
  nameId: string
  nameIdFormat?: string
  attributes: Record<string, string | string[]>
}

/** What the console asked for. */
export interface SamlRequest {
  id: string
  issuer: string
  consumerUrl: string
  relayState: string
  isSigned: boolean
}

export interface SamlIdentityProvider {
  entityId: string
  metadataUrl: string
  /** What signs from now on; the metadata follows. */
  useKey(key: ServiceCertificate): void
  key(): ServiceCertificate
  /** The metadata asks for signed requests, which are then checked against this certificate. */
  demandSignedRequests(certificate: string): void
  /** Whoever a browser comes with; its page posts the answer by itself, from "localhost", which is another site. */
  signIn(person: SamlPerson): void
  readRequest(url: string): Promise<SamlRequest>
  /** The XML of a response, good unless `options` of samlp say otherwise. */
  respond(request: SamlRequest, person: SamlPerson, options?: Record<string, unknown>): Promise<string>
  close(): Promise<void>
}

export async function startSamlIdentityProvider(): Promise<SamlIdentityProvider> {
  let key = await aKey()
  let requestCertificate: string | null = null
  let person: SamlPerson = { nameId: 'nobody', attributes: {} }
  const answerBrowser = async (url: string): Promise<string> => {
    const request = await readRequest(url, requestCertificate)
    return postingPage(request, await respond(entityId, key, request, person, {}))
  }
  const server = createServer((request, response) => {
    const isBrowser = request.url?.startsWith('/sso?') === true
    response.setHeader('Content-Type', isBrowser ? 'text/html' : 'application/samlmetadata+xml')
    if (!isBrowser) response.end(metadata(entityId, key.certificate, requestCertificate !== null))
    else
      void answerBrowser(new URL(request.url ?? '/', entityId).href).then(
        (page) => response.end(page),
        (error: unknown) => response.end(String(error)),
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const entityId = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metadata`
  return {
    entityId,
    metadataUrl: entityId,
    useKey: (next) => {
      key = next
    },
    key: () => key,
    demandSignedRequests: (certificate) => {
      requestCertificate = certificate
    },
    signIn: (next) => {
      person = next
    },
    readRequest: (url) => readRequest(url, requestCertificate),
    respond: (request, person, options = {}) => respond(entityId, key, request, person, options),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

export function aKey(): Promise<ServiceCertificate> {
  return makeServiceCertificate('identity provider', 1, Date.now())
}

function metadata(entityId: string, certificate: string, wantsSigned: boolean): string {
  const base64 = certificate.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '')
  const key = `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`
  return `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="${wantsSigned}" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">${key}</md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${new URL('/post', entityId)}"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${new URL('/sso', entityId).href.replace('127.0.0.1', 'localhost')}?tenant=a&amp;b=c"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`
}

function postingPage({ consumerUrl, relayState }: SamlRequest, xml: string): string {
  const field = (name: string, value: string) => `<input type="hidden" name="${name}" value="${value}">`
  const answer = Buffer.from(xml).toString('base64')
  return `<!doctype html><form method="post" action="${consumerUrl}">${field('SAMLResponse', answer)}${field('RelayState', relayState)}</form>
<script>document.forms[0].submit()</script>`
}

function readRequest(url: string, signingCert: string | null): Promise<SamlRequest> {
  const query = Object.fromEntries(new URL(url).searchParams)
  const relayState = query.RelayState ?? ''
  const isSigned = query.Signature !== undefined
  const options =
    signingCert === null ? {} : { signingCert, relayState, signature: query.Signature, sigAlg: query.SigAlg }
  return new Promise((resolve, reject) => {
    samlp.parseRequest({ method: 'GET', query, originalUrl: url }, options, (error, data) => {
      if (error !== null && error !== undefined) reject(error)
      else
        resolve({
          id: data?.id ?? '',
          issuer: data?.issuer ?? '',
          consumerUrl: data?.assertionConsumerServiceURL ?? '',
          relayState,
          isSigned,
        })
    })
  })
}

function respond(
  entityId: string,
  key: ServiceCertificate,
  request: SamlRequest,
  person: SamlPerson,
  options: Record<string, unknown>,
): Promise<string> {
  const defaults = {
    issuer: entityId,
    cert: key.certificate,
    key: key.privateKey,
    audience: request.issuer,
    recipient: request.consumerUrl,
    destination: request.consumerUrl,
    inResponseTo: request.id,
    signatureAlgorithm: 'rsa-sha256',
    digestAlgorithm: 'sha256',
    lifetimeInSeconds: 300,
    profileMapper: () => ({
      getClaims: () => person.attributes,
      getNameIdentifier: () => ({
        nameIdentifier: person.nameId,
        nameIdentifierFormat: person.nameIdFormat ?? 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      }),
    }),
  }
  return new Promise((resolve, reject) => {
    samlp.getSamlResponse({ ...defaults, ...options }, {}, (error, response) =>
      error ? reject(error) : resolve(response),
    )
  })
}
