import { type JSX, Show } from 'solid-js'
import { type PatchOperation, patch } from '../../ui/api/client.ts'
import type { User } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { TextArea, TextField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { allowEmail, problems } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { loadSession } from '../../ui/session/session.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { PersonFields } from '../organizations/owner-fields.tsx'

const names = ['title', 'firstName', 'lastName', 'email', 'phone', 'address'] as const

function valuesOf({ profile }: User): Record<(typeof names)[number], string> {
  return {
    title: profile.title,
    firstName: profile.firstName ?? '',
    lastName: profile.lastName ?? '',
    email: profile.email ?? '',
    phone: profile.phone ?? '',
    address: profile.address ?? '',
  }
}

/** Who the viewer is, as mails and lists say it. */
export function DetailsForm(props: { row: User }): JSX.Element {
  const uid = props.row.instanceUid
  let saved = valuesOf(props.row)
  const form = createForm({
    initial: saved,
    validate: (values) => problems({ email: allowEmail(values.email) }),
    wireNames: Object.fromEntries(names.map((name) => [`profile.${name}`, name])),
  })

  async function save(): Promise<void> {
    const isSaved = await form.submit(async (values) => {
      const changes: PatchOperation[] = names
        .filter((name) => values[name].trim() !== saved[name])
        .map((name) => ({ op: 'replace', path: `/profile/${name}`, value: values[name].trim() || null }))
      if (changes.length > 0) saved = valuesOf(await patch<User>(`/users/${uid}`, changes))
      return true
    })
    if (!isSaved) return
    await loadSession()
    toastDone(t('profile.saved'))
  }

  return (
    <form
      data-component="form"
      novalidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <h2>{t('profile.details')}</h2>
      <PersonFields form={form} emailName="email">
        <TextField form={form} name="phone" type="tel" label={t('organization.phone')} maxLength={255} isOptional />
      </PersonFields>
      <TextArea form={form} name="address" label={t('user.address')} rows={2} isOptional />
      <p data-part="note">{t('profile.email.help')}</p>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
      <div data-part="buttons">
        <Button type="submit" variant="primary" isBusy={form.isBusy()}>
          {t('action.save')}
        </Button>
      </div>
    </form>
  )
}
