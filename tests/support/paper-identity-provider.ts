/** An identity provider that nobody runs, with a rule: for tests of who may see and change it. */
import { rule } from '../../worker/contract/single-sign-on/rules.ts'
import { one, type RestClient } from './rest-client.ts'
import { aKey } from './saml-identity-provider.ts'

export async function aPaperIdentityProvider(client: RestClient, organizationUid: string, name: string) {
  const path = `/organizations/${organizationUid}/identityProviders`
  const { certificate } = await aKey()
  await client.post(`${path}/saml2`, {
    name,
    displayName: name,
    enabled: false,
    configuration: {
      entityId: '',
      returnUrl: '',
      outboundSigningAlgorithm: 'RsaSha256',
      minIncomingSigningAlgorithm: 'RsaSha256',
      metadata: { organization: { name, displayName: name, url: '' }, contactPerson: { email: '' } },
      identityProviders: [
        {
          entityId: `https://${name}.example`,
          loadMetadata: false,
          signOnUrl: `https://${name}.example/sso`,
          signingCertificates: [certificate],
        },
      ],
      serviceCertificates: [],
    },
  })
  const content = { name, role: 'CompanyInvoiceAuditor', organizationMappingSourceClaimType: 'company' }
  const { instanceUid } = one(rule, await client.post(`${path}/${name}/rules`, content))
  return { identityProviderName: name, ruleUid: instanceUid }
}
