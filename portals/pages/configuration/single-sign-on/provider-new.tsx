import { useNavigate } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { post } from '../../../ui/api/client.ts'
import type { IdentityProviderSettings } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { CheckField, RadioField, SelectField, TextArea, TextField } from '../../../ui/form/fields.tsx'
import { createForm, type Form } from '../../../ui/form/form.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useScope } from '../../../ui/scope/use-scope.ts'
import { draftOf, useSession } from '../../../ui/session/session.ts'
import { ErrorStrip } from '../../../ui/state/states.tsx'
import { PageHead } from '../../page-head.tsx'
import { providerHome } from './provider.ts'
import {
  checkProvider,
  emptyProvider,
  oidcInput,
  type ProviderValues,
  providerWireNames,
  samlInput,
} from './provider-form.ts'
import '../settings-page.css'

const templates = ['Custom', 'EntraID', 'ADFS', 'Okta', 'Keycloak'] as const

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
        <section>
          <div data-component="form">
            <RadioField
              form={form}
              name="protocol"
              label={t('sso.protocol')}
              choices={(['OIDC', 'SAML2'] as const).map((value) => ({ value, label: t(`sso.protocol.${value}`) }))}
            />
            <SelectField
              form={form}
              name="template"
              label={t('sso.template')}
              choices={templates.map((value) => ({ value, label: t(`sso.template.${value}`) }))}
            />
            <div data-part="pair">
              <TextField form={form} name="displayName" label={t('sso.displayName')} help={t('sso.displayName.help')} />
              <TextField form={form} name="name" label={t('sso.name')} help={t('sso.name.help')} maxLength={32} />
            </div>
            <Show when={form.values.protocol === 'OIDC'} fallback={<SamlFields form={form} />}>
              <OidcFields form={form} />
            </Show>
          </div>
          <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
          <div data-part="buttons">
            <Button variant="primary" isBusy={form.isBusy()} onPress={create}>
              {t('sso.create')}
            </Button>
          </div>
        </section>
      </div>
    </>
  )
}

function OidcFields(props: { form: Form<ProviderValues> }): JSX.Element {
  return (
    <>
      <TextField form={props.form} name="issuer" type="url" label={t('sso.issuer')} help={t('sso.issuer.help')} />
      <div data-part="pair">
        <TextField form={props.form} name="clientId" label={t('sso.clientId')} />
        <TextField
          form={props.form}
          name="clientSecret"
          type="password"
          label={t('sso.clientSecret')}
          help={t('sso.clientSecret.help')}
          autocomplete="new-password"
          isOptional
        />
      </div>
      <TextField form={props.form} name="scopes" label={t('sso.scopes')} help={t('sso.scopes.help')} />
      <CheckField
        form={props.form}
        name="isUserInfoRequested"
        label={t('sso.userInfo')}
        help={t('sso.userInfo.help')}
      />
    </>
  )
}

function SamlFields(props: { form: Form<ProviderValues> }): JSX.Element {
  return (
    <>
      <TextField form={props.form} name="entityId" label={t('sso.entityId')} help={t('sso.entityId.help')} />
      <CheckField form={props.form} name="loadMetadata" label={t('sso.loadMetadata')} />
      <Show
        when={props.form.values.loadMetadata}
        fallback={
          <>
            <TextField form={props.form} name="signOnUrl" type="url" label={t('sso.signOnUrl')} />
            <TextArea
              form={props.form}
              name="signingCertificate"
              label={t('sso.signingCertificate')}
              help={t('sso.signingCertificate.help')}
              rows={8}
              isCode
            />
          </>
        }
      >
        <TextField
          form={props.form}
          name="metadataLocation"
          type="url"
          label={t('sso.metadataLocation')}
          help={t('sso.metadataLocation.help')}
          isOptional
        />
      </Show>
    </>
  )
}
