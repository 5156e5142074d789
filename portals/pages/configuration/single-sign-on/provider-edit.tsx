import { useNavigate, useParams } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { patch } from '../../../ui/api/client.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { IdentityProviderSettings } from '../../../ui/api/types.ts'
import { createForm } from '../../../ui/form/form.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useScope } from '../../../ui/scope/use-scope.ts'
import { draftOf } from '../../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../../ui/state/states.tsx'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { PageHead } from '../../page-head.tsx'
import { SettingsForm } from '../settings-page.tsx'
import { providerHome, providerPath } from './provider.ts'
import { ProviderFields } from './provider-fields.tsx'
import {
  checkProvider,
  type ProviderValues,
  providerPatch,
  providerValues,
  providerWireNames,
} from './provider-form.ts'

/** Another secret, another certificate, another address: rules and the users who came by them stay. */
export default function ProviderEdit(): JSX.Element {
  const parameters = useParams<{ organizationUid: string; name: string }>()
  const provider = createLiveOne<IdentityProviderSettings>(
    () => providerPath({ organizationUid: parameters.organizationUid, name: parameters.name }),
    { intervalMs: 0 },
  )
  const title = () => t('edit.title', { name: provider.data()?.displayName ?? '' })
  setTitle(() => provider.data() && title())
  return (
    <Show
      when={provider.data()}
      keyed
      fallback={
        <Show when={provider.error()} fallback={<Skeleton />}>
          {(error) => <ErrorState isPage error={error()} onRetry={provider.refresh} />}
        </Show>
      }
    >
      {(known) => (
        <>
          <PageHead backHref={providerHome(known)} backLabel={known.displayName} title={title()} />
          <EditForm known={known} />
        </>
      )}
    </Show>
  )
}

function EditForm(props: { known: IdentityProviderSettings }): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  // Taken once: what it was when the editing began is what the changes are told apart from.
  const known = props.known
  const form = createForm<ProviderValues>({
    initial: providerValues(known),
    validate: checkProvider,
    wireNames: providerWireNames,
    draft: draftOf(`identity-provider-${known.name}`, ['clientSecret']),
  })

  async function save(): Promise<void> {
    const isSaved = await form.submit(async (values) => {
      const changes = providerPatch(known, values)
      if (changes.length > 0) await patch(providerPath(known), changes)
      return true
    })
    if (!isSaved) return
    toastDone(t('sso.saved', { name: form.values.displayName.trim() }))
    navigate(href(providerHome(known)), { replace: true })
  }

  return (
    <div data-component="settings-page">
      <SettingsForm form={form} onSave={save}>
        <div data-component="form">
          <ProviderFields form={form} isEdit />
        </div>
      </SettingsForm>
    </div>
  )
}
