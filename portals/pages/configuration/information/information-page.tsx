import type { JSX } from 'solid-js'
import { patch } from '../../../ui/api/client.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { Organization } from '../../../ui/api/types.ts'
import { createForm } from '../../../ui/form/form.ts'
import { problems } from '../../../ui/form/rules.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useSession } from '../../../ui/session/session.ts'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import {
  checkOrganization,
  NotesField,
  OrganizationFields,
  type OrganizationValues,
  organizationNames,
  organizationWireNames,
} from '../../organizations/organization-form.tsx'
import { SaveBar, SettingsPage } from '../settings-page.tsx'

function valuesOf(organization: Organization): OrganizationValues {
  const texts = organizationNames.map((name) => [name, organization[name] ?? ''] as const)
  return Object.fromEntries(texts) as unknown as OrganizationValues
}

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
  let saved = valuesOf(props.organization)
  const form = createForm({
    initial: saved,
    validate: (values) => problems(checkOrganization(values)),
    wireNames: organizationWireNames(''),
  })

  async function save(): Promise<void> {
    const done = await form.submit(async (values) => {
      const changed = organizationNames.filter((name) => values[name].trim() !== saved[name])
      if (changed.length === 0) return true
      const operations = changed.map((name) => ({
        op: 'replace' as const,
        path: `/${name}`,
        value: values[name].trim() || null,
      }))
      saved = valuesOf(await patch<Organization>(props.path, operations))
      return true
    })
    if (done) toastDone(t('information.saved'))
  }

  return (
    <section>
      <p data-tone="secondary">{t('information.text')}</p>
      <div data-component="form">
        <OrganizationFields form={form} />
        <NotesField form={form} />
      </div>
      <SaveBar form={form} onSave={save} />
    </section>
  )
}
