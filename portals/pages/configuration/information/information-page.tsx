import { type JSX, Show } from 'solid-js'
import { patch } from '../../../ui/api/client.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { Organization } from '../../../ui/api/types.ts'
import { createForm } from '../../../ui/form/form.ts'
import { problems } from '../../../ui/form/rules.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useSession } from '../../../ui/session/session.ts'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { createPlaces, NotesField, OrganizationFields } from '../../organizations/organization-fields.tsx'
import {
  checkOrganization,
  organizationPatch,
  organizationValues,
  organizationWireNames,
} from '../../organizations/organization-values.ts'
import { SettingsForm, SettingsPage } from '../settings-page.tsx'

/** What is on record of the viewer's own organization. */
export default function InformationPage(): JSX.Element {
  const path = `/organizations/${useSession().organization.instanceUid}`
  const organization = createLiveOne<Organization>(() => path, { intervalMs: 0 })
  return (
    <SettingsPage title={t('information.title')} live={organization}>
      {(known) => <InformationForm path={path} organization={known} />}
    </SettingsPage>
  )
}

function InformationForm(props: { path: string; organization: Organization }): JSX.Element {
  let known = props.organization
  const { portal } = useSession()
  const places = createPlaces()
  const form = createForm({
    initial: organizationValues(known),
    validate: (values) => problems(checkOrganization(values)),
    wireNames: organizationWireNames(''),
  })

  async function save(): Promise<void> {
    const done = await form.submit(async (values) => {
      const changes = organizationPatch(known, values, places.countryName(values.country))
      if (changes.length > 0) known = await patch<Organization>(props.path, changes)
      return true
    })
    if (done) toastDone(t('information.saved'))
  }

  return (
    <SettingsForm form={form} onSave={save}>
      <p data-tone="secondary">{t('information.text')}</p>
      <div data-component="form">
        <OrganizationFields form={form} places={places} isOwn={portal !== 'admin'} />
        <Show when={portal !== 'client'}>
          <NotesField form={form} />
        </Show>
      </div>
    </SettingsForm>
  )
}
