import { fail, ok } from '../../../domain/result.ts'
import * as contract from '../../contract/single-sign-on/identity-providers.ts'
import * as rules from '../../contract/single-sign-on/rules.ts'
import * as signIn from '../../contract/single-sign-on/sign-in.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { createOidcProvider, createSamlProvider, deleteProvider, revalidateProvider } from './change-providers.ts'
import { createRule, deleteRule, exportRules, importRules, patchRule } from './change-rules.ts'
import { patchProvider } from './patch-provider.ts'
import { PROVIDER_NOT_FOUND } from './provider-columns.ts'
import { findProviderRow, findRule, findSettings, isProviderNameFree, providersSource, rulesSource } from './queries.ts'
import { createCertificate } from './service-certificates.ts'
import { serviceMetadataOf } from './service-metadata.ts'
import { readSignInOptions } from './sign-in-options.ts'
import { getTest, startTest } from './sign-in-tests.ts'

export function registerSingleSignOn(route: RouteRegistrar): void {
  route(contract.getIdentityProviders, async ({ scope, db, env }) =>
    ok(providersSource(scope, db, env.HOLDFAST_URL, null)),
  )

  route(contract.checkUniquenessForIdentityProviderName, async ({ db, query }) =>
    ok(await isProviderNameFree(db, query.name)),
  )

  route(contract.getOrganizationIdentityProviders, async ({ scope, db, env, params }) => {
    const organization = await scope.findOrganization(params.organizationUid)
    if (organization === null) return fail({ code: 'not_found', what: 'The organization' })
    return ok(providersSource(scope, db, env.HOLDFAST_URL, organization.uid))
  })

  route(contract.getIdentityProvider, async ({ scope, db, env, params }) => {
    const row = await findProviderRow(scope, db, params)
    const settings = row === null ? null : await findSettings(scope, db, env.HOLDFAST_URL, row.uid)
    return settings === null ? fail(PROVIDER_NOT_FOUND) : ok(settings)
  })

  route(contract.getSaml2IdentityProviderClientMetadata, async ({ scope, db, env, params }) => {
    const row = await findProviderRow(scope, db, params)
    if (row === null || row.protocol !== 'SAML2') return fail(PROVIDER_NOT_FOUND)
    const xml = await serviceMetadataOf(db, env.HOLDFAST_URL, row)
    return ok({ content: new Uint8Array(new TextEncoder().encode(xml)), fileName: `${row.name}-metadata.xml` })
  })

  route(contract.createSaml2IdentityProvider, createSamlProvider)
  route(contract.createOidcIdentityProvider, createOidcProvider)
  route(contract.patchIdentityProvider, patchProvider)
  route(contract.deleteIdentityProvider, deleteProvider)
  route(contract.revalidateIdentityProvider, revalidateProvider)

  route(rules.getOrganizationsIdentityProvidersRules, async ({ scope, db, expand }) =>
    ok(rulesSource(scope, db, { isProviderEmbedded: expand.has('IdentityProvider') })),
  )

  route(rules.getOrganizationIdentityProvidersRules, async ({ scope, db, params, expand }) => {
    const organization = await scope.findOrganization(params.organizationUid)
    if (organization === null) return fail({ code: 'not_found', what: 'The organization' })
    const isProviderEmbedded = expand.has('IdentityProvider')
    return ok(rulesSource(scope, db, { organizationUid: organization.uid, isProviderEmbedded }))
  })

  route(rules.getIdentityProviderRules, async ({ scope, db, params, expand }) => {
    const row = await findProviderRow(scope, db, params)
    if (row === null) return fail(PROVIDER_NOT_FOUND)
    return ok(rulesSource(scope, db, { providerUid: row.uid, isProviderEmbedded: expand.has('IdentityProvider') }))
  })

  route(rules.getIdentityProviderRule, async ({ scope, db, params }) => {
    const row = await findProviderRow(scope, db, params)
    const rule = row === null ? null : await findRule(scope, db, row.uid, params.ruleUid)
    return rule === null ? fail({ code: 'not_found', what: 'The rule' }) : ok(rule)
  })

  route(rules.createIdentityProviderRule, createRule)
  route(rules.patchIdentityProviderRule, patchRule)
  route(rules.deleteIdentityProviderRule, deleteRule)
  route(rules.exportIdentityProviderRules, exportRules)
  route(rules.importIdentityProviderRules, importRules)

  route(signIn.getSignInOptions, async ({ db, query }) => ok(await readSignInOptions(db, query.login)))
  route(signIn.startSignInTest, startTest)
  route(signIn.getSignInTest, getTest)
  route(signIn.createServiceCertificate, createCertificate)
}
