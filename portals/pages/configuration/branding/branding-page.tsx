import './branding.css'
import { For, type JSX, Show } from 'solid-js'
import { patch, put } from '../../../ui/api/client.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { BrandingSettings, OrganizationLoginUrl } from '../../../ui/api/types.ts'
import { loadBrand } from '../../../ui/brand/brand.ts'
import { RadioField, SelectField, TextField } from '../../../ui/form/fields.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { problems } from '../../../ui/form/rules.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useSession } from '../../../ui/session/session.ts'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { SettingsForm, SettingsPage } from '../settings-page.tsx'
import { BrandImage } from './brand-image.tsx'

const themes = ['Blue', 'Green', 'Grey', 'Pink', 'Red', 'Turquoise', 'Yellow'] as const
const imageKinds = ['portalLogo', 'loginLogo', 'loginGraphic', 'reportLogo', 'favicon'] as const

export default function BrandingPage(): JSX.Element {
  const base = `/organizations/${useSession().organization.instanceUid}/configuration`
  const settings = createLiveOne<BrandingSettings>(() => `${base}/branding`, { intervalMs: 0 })
  // Asked for apart: another image must not take away what is typed into the form above.
  const images = createLiveOne<BrandingSettings>(() => `${base}/branding`, { intervalMs: 0 })
  const address = createLiveOne<OrganizationLoginUrl>(() => `${base}/loginUrl`, { intervalMs: 0 })
  /** The frame around this page takes the brand on at once. */
  async function shown(refreshed: Promise<void>): Promise<void> {
    await Promise.all([refreshed, loadBrand({ organization: useSession().organization.name })])
  }

  return (
    <SettingsPage title={t('branding.title')} live={settings}>
      {(known) => (
        <>
          <Show when={!known.isCustomizationAllowed}>
            <p role="note">{t('branding.locked')}</p>
          </Show>
          <BrandForm path={`${base}/branding`} settings={known} onSaved={() => shown(settings.refresh())} />
          <section>
            <h2>{t('branding.images')}</h2>
            <ul data-component="brand-images">
              <For each={imageKinds}>
                {(kind) => (
                  <BrandImage
                    path={`${base}/branding/images/${kind}`}
                    kind={kind}
                    address={(images.data() ?? known).images[kind]}
                    onChanged={() => shown(images.refresh())}
                  />
                )}
              </For>
            </ul>
          </section>
          <Show when={address.data()} keyed>
            {(loginUrl) => <AddressForm path={`${base}/loginUrl`} loginUrl={loginUrl} />}
          </Show>
        </>
      )}
    </SettingsPage>
  )
}

function BrandForm(props: { path: string; settings: BrandingSettings; onSaved: () => unknown }): JSX.Element {
  const manages = useSession().portal !== 'client'
  const form = createForm({
    initial: {
      portalName: props.settings.portalName ?? '',
      theme: props.settings.portalColorTheme ?? 'Blue',
      accent: props.settings.accentColor ?? '',
      policy: props.settings.managedOrganizationsBrandingPolicy ?? 'AllowCustomization',
    },
    validate: (values) =>
      problems({
        accent: values.accent.trim() === '' || isColor(values.accent.trim()) ? undefined : t('branding.accent.help'),
      }),
    wireNames: { portalName: 'portalName', portalColorTheme: 'theme', accentColor: 'accent' },
  })

  async function save(): Promise<void> {
    const done = await form.submit(async (values) => {
      const replace = (name: string, value: unknown) => ({ op: 'replace' as const, path: `/${name}`, value })
      await patch(props.path, [
        replace('portalName', values.portalName.trim() || null),
        replace('portalColorTheme', values.theme),
        replace('accentColor', values.accent.trim() || null),
        ...(manages ? [replace('managedOrganizationsBrandingPolicy', values.policy)] : []),
      ])
      return true
    })
    if (!done) return
    toastDone(t('branding.saved'))
    await props.onSaved()
  }

  return (
    <SettingsForm form={form} onSave={save}>
      <div data-component="form">
        <TextField
          form={form}
          name="portalName"
          label={t('branding.portalName')}
          help={t('branding.portalName.help')}
          maxLength={100}
          isOptional
        />
        <div data-part="pair">
          <SelectField
            form={form}
            name="theme"
            label={t('branding.theme')}
            choices={themes.map((value) => ({ value, label: t(`branding.theme.${value}`) }))}
          />
          <TextField
            form={form}
            name="accent"
            label={t('branding.accent')}
            help={t('branding.accent.help')}
            maxLength={7}
            isOptional
          />
        </div>
        <Show when={manages}>
          <RadioField
            form={form}
            name="policy"
            label={t('branding.policy')}
            choices={(['AllowCustomization', 'ForceInheritance'] as const).map((value) => ({
              value,
              label: t(`branding.policy.${value}`),
            }))}
          />
        </Show>
      </div>
    </SettingsForm>
  )
}

function isColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text)
}

function AddressForm(props: { path: string; loginUrl: OrganizationLoginUrl }): JSX.Element {
  const own = () => (props.loginUrl.loginUrlIsInherited ? '' : (props.loginUrl.loginUrl ?? ''))
  const form = createForm({
    initial: { loginUrl: own() },
    validate: () => ({}),
    wireNames: { loginUrl: 'loginUrl' },
  })

  async function save(): Promise<void> {
    const done = await form.submit(async (values) => {
      await put(props.path, undefined, { loginUrl: values.loginUrl.trim() })
      return true
    })
    if (done) toastDone(t('branding.saved'))
  }

  return (
    <SettingsForm form={form} onSave={save}>
      <h2>{t('branding.signInAddress')}</h2>
      <div data-component="form">
        <TextField
          form={form}
          name="loginUrl"
          type="url"
          label={t('branding.signInAddress')}
          help={t('branding.signInAddress.help')}
          placeholder={props.loginUrl.loginUrlSuggestion ?? props.loginUrl.loginUrl ?? ''}
          isOptional
        />
      </div>
    </SettingsForm>
  )
}
