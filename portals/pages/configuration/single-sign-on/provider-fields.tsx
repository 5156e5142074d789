import { type JSX, Show } from 'solid-js'
import { CheckField, SelectField, TextArea, TextField } from '../../../ui/form/fields.tsx'
import type { Form } from '../../../ui/form/form.ts'
import { t } from '../../../ui/i18n/translate.ts'
import type { ProviderValues } from './provider-form.ts'

const templates = ['Custom', 'EntraID', 'ADFS', 'Okta', 'Keycloak'] as const

interface ProviderFieldsProps {
  form: Form<ProviderValues>
  isEdit: boolean
}

/** What is asked of an identity provider, by its protocol. Its name is part of addresses, so an edit leaves it alone. */
export function ProviderFields(props: ProviderFieldsProps): JSX.Element {
  return (
    <>
      <SelectField
        form={props.form}
        name="template"
        label={t('sso.template')}
        choices={templates.map((value) => ({ value, label: t(`sso.template.${value}`) }))}
      />
      <div data-part="pair">
        <TextField form={props.form} name="displayName" label={t('sso.displayName')} help={t('sso.displayName.help')} />
        <Show when={!props.isEdit}>
          <TextField form={props.form} name="name" label={t('sso.name')} help={t('sso.name.help')} maxLength={32} />
        </Show>
      </div>
      <Show
        when={props.form.values.protocol === 'OIDC'}
        fallback={<SamlFields form={props.form} isEdit={props.isEdit} />}
      >
        <OidcFields form={props.form} isEdit={props.isEdit} />
      </Show>
    </>
  )
}

function OidcFields(props: ProviderFieldsProps): JSX.Element {
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
          help={t(props.isEdit ? 'sso.clientSecret.keep' : 'sso.clientSecret.help')}
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

function SamlFields(props: ProviderFieldsProps): JSX.Element {
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
