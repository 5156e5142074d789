import { useNavigate, useParams } from '@solidjs/router'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { createPlaces } from '../../../pages/organizations/organization-fields.tsx'
import { organizationPatch, organizationWireNames } from '../../../pages/organizations/organization-values.ts'
import { patch, withQuery } from '../../../ui/api/client.ts'
import { resellers } from '../../../ui/api/names.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { Reseller } from '../../../ui/api/types.ts'
import { createForm } from '../../../ui/form/form.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useScope } from '../../../ui/scope/use-scope.ts'
import { draftOf } from '../../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../../ui/state/states.tsx'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { Wizard } from '../../../ui/wizard/wizard.tsx'
import { resellerStep, servicesStep } from './reseller-steps.tsx'
import {
  checkReseller,
  type ResellerValues,
  resellerPatch,
  resellerValues,
  resellerWireNames,
} from './reseller-values.ts'

export default function ResellerEdit(): JSX.Element {
  const parameters = useParams<{ uid: string }>()
  const reseller = createLiveOne<Reseller>(
    () => withQuery(`/organizations/resellers/${parameters.uid}`, { expand: 'Organization' }),
    { intervalMs: 0 },
  )
  const title = () => t('edit.title', { name: reseller.data()?.name ?? '' })
  setTitle(() => reseller.data() && title())
  return (
    <Switch fallback={<Skeleton />}>
      <Match when={reseller.error()}>
        {(error) => <ErrorState isPage error={error()} onRetry={reseller.refresh} />}
      </Match>
      <Match when={reseller.data()}>
        <Show when={reseller.data()} keyed>
          {(row) => <EditWizard row={row} title={title()} />}
        </Show>
      </Match>
    </Switch>
  )
}

function EditWizard(props: { row: Reseller; title: string }): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  // Taken once: what the reseller was when the editing began is what the changes are told apart from.
  const row = props.row
  const home = `/resellers/${row.instanceUid}`
  const places = createPlaces()
  const form = createForm<ResellerValues>({
    initial: resellerValues(row),
    validate: (values) => checkReseller(values, true),
    wireNames: { ...resellerWireNames, ...organizationWireNames('') },
    draft: draftOf(row.instanceUid, ['password']),
  })

  async function save(): Promise<void> {
    const saved = await form.submit(async (values) => {
      const country = places.countryName(values.country)
      const ofOrganization = organizationPatch(row._embedded?.organization, values, country)
      if (ofOrganization.length > 0) await patch(`/organizations/${row.instanceUid}`, ofOrganization)
      const ofReseller = resellerPatch(row, values)
      if (ofReseller.length > 0) await patch(`/organizations/resellers/${row.instanceUid}`, ofReseller)
      return { ...row, name: values.name.trim() }
    })
    if (!saved) return
    resellers.put([saved])
    toastDone(t('reseller.saved', { name: saved.name }))
    navigate(href(home), { replace: true })
  }

  return (
    <Wizard
      isEdit
      title={props.title}
      steps={[resellerStep({ form, places }), servicesStep({ form, places })]}
      finishLabel={t('action.save')}
      isBusy={form.isBusy()}
      failure={form.failure()}
      onFinish={save}
      onCancel={() => navigate(href(home))}
    />
  )
}
