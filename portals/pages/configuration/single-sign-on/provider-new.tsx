import { useNavigate } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { post } from '../../../ui/api/client.ts'
import type { IdentityProviderSettings } from '../../../ui/api/types.ts'
import { CheckField, RadioField } from '../../../ui/form/fields.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useScope } from '../../../ui/scope/use-scope.ts'
import { draftOf, useSession } from '../../../ui/session/session.ts'
import { PageHead } from '../../page-head.tsx'
import { SettingsForm } from '../settings-page.tsx'
import { providerHome } from './provider.ts'
import { ProviderFields } from './provider-fields.tsx'
import {
  checkProvider,
  emptyProvider,
  oidcInput,
  type ProviderValues,
  providerWireNames,
  samlInput,
} from './provider-form.ts'

/** Connects the viewer's own organization to an identity provider. */
export default function ProviderNew(): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  const own = useSession().organization.instanceUid
  setTitle(() => t('sso.new'))
  const form = createForm<ProviderValues>({
    initial: emptyProvider,
    validate: checkProvider,
    wireNames: providerWireNames,
    draft: draftOf('new-identity-provider', ['clientSecret']),
  })

  async function create(): Promise<void> {
    const created = await form.submit((values) =>
      values.protocol === 'OIDC'
        ? post<IdentityProviderSettings>(`/organizations/${own}/identityProviders/oidc`, oidcInput(values))
        : post<IdentityProviderSettings>(`/organizations/${own}/identityProviders/saml2`, samlInput(values)),
    )
    if (created) navigate(href(providerHome(created)))
  }

  return (
    <>
      <PageHead backHref="/single-sign-on" backLabel={t('sso.title')} title={t('sso.new')} />
      <div data-component="settings-page">
        <SettingsForm form={form} onSave={create} saveLabel={t('sso.create')}>
          <div data-component="form">
            <RadioField
              form={form}
              name="protocol"
              label={t('sso.protocol')}
              choices={(['OIDC', 'SAML2'] as const).map((value) => ({ value, label: t(`sso.protocol.${value}`) }))}
            />
            <ProviderFields form={form} isEdit={false} />
            <CheckField form={form} name="isEnabled" label={t('status.enabled')} help={t('sso.isEnabled.help')} />
          </div>
        </SettingsForm>
      </div>
    </>
  )
}
