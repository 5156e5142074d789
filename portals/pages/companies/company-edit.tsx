import { useNavigate, useParams } from '@solidjs/router'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { patch, withQuery } from '../../ui/api/client.ts'
import { companies } from '../../ui/api/names.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { Company, EntityPermissions } from '../../ui/api/types.ts'
import { createForm } from '../../ui/form/form.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { can, draftOf } from '../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { Wizard } from '../../ui/wizard/wizard.tsx'
import { createPlaces } from '../organizations/organization-fields.tsx'
import { organizationPatch, organizationWireNames } from '../organizations/organization-values.ts'
import { companyStep, rulesStep, servicesStep } from './company-steps.tsx'
import { type CompanyValues, checkCompany, companyPatch, companyValues, companyWireNames } from './company-values.ts'

export default function CompanyEdit(): JSX.Element {
  const parameters = useParams<{ uid: string }>()
  const company = createLiveOne<Company>(
    () => withQuery(`/organizations/companies/${parameters.uid}`, { expand: 'Organization' }),
    { intervalMs: 0 },
  )
  const claims = createLiveOne<EntityPermissions>(
    () => (can('claims.manage') ? `/permissions/${parameters.uid}` : undefined),
    { intervalMs: 0 },
  )
  const title = () => t('edit.title', { name: company.data()?.name ?? '' })
  setTitle(() => company.data() && title())
  const isReady = () => !can('claims.manage') || claims.data() || claims.error()
  return (
    <Switch fallback={<Skeleton />}>
      <Match when={company.error()}>{(error) => <ErrorState isPage error={error()} onRetry={company.refresh} />}</Match>
      <Match when={isReady() && company.data()}>
        <Show when={company.data()} keyed>
          {(row) => <EditWizard row={row} claims={claims.data()?.claims} title={title()} />}
        </Show>
      </Match>
    </Switch>
  )
}

function EditWizard(props: { row: Company; claims: readonly string[] | undefined; title: string }): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  // Taken once: what the company was when the editing began is what the changes are told apart from.
  const row = props.row
  const claims = props.claims
  const home = `/companies/${row.instanceUid}`
  const places = createPlaces()
  const form = createForm<CompanyValues>({
    initial: { ...companyValues(row), claims: [...(claims ?? [])] },
    validate: (values) => checkCompany(values, true),
    wireNames: { ...companyWireNames, ...organizationWireNames('') },
    draft: draftOf(row.instanceUid, ['password']),
  })
  const options = { form, places, isEdit: true }
  const rules = { hasClaims: claims !== undefined, hasMfa: false }

  async function save(): Promise<void> {
    const saved = await form.submit(async (values) => {
      const country = places.countryName(values.country)
      const ofOrganization = organizationPatch(row._embedded?.organization, values, country)
      if (ofOrganization.length > 0) await patch(`/organizations/${row.instanceUid}`, ofOrganization)
      const ofCompany = companyPatch(row, values)
      if (ofCompany.length > 0) await patch(`/organizations/companies/${row.instanceUid}`, ofCompany)
      if (claims && values.claims.toSorted().join() !== claims.toSorted().join()) {
        await patch(`/permissions/${row.instanceUid}`, [{ op: 'replace', path: '/claims', value: values.claims }])
      }
      return { ...row, name: values.name.trim() }
    })
    if (!saved) return
    companies.put([saved])
    toastDone(t('company.saved', { name: saved.name }))
    navigate(href(home), { replace: true })
  }

  return (
    <Wizard
      isEdit
      title={props.title}
      steps={[companyStep(options), servicesStep(options), ...(rules.hasClaims ? [rulesStep(options, rules)] : [])]}
      finishLabel={t('action.save')}
      isBusy={form.isBusy()}
      failure={form.failure()}
      onFinish={save}
      onCancel={() => navigate(href(home))}
    />
  )
}
