import { type JSX, Show } from 'solid-js'
import { patch, post } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import { companies } from '../../ui/api/names.ts'
import type { Location } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { TextField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { problems, requireText, requireWholeNumber } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { companySource } from '../../ui/pick/sources.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { useSession } from '../../ui/session/session.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'

interface LocationDialogProps {
  /** The location to change, or `new`; nothing: closed. */
  edited: Location | 'new' | undefined
  companyUid: string | undefined
  onClose: () => void
}

const path = '/organizations/locations'
const mostGb = 1_000_000_000

export function LocationDialog(props: LocationDialogProps): JSX.Element {
  return (
    <Show when={props.edited} keyed>
      {(edited) => (
        <OpenDialog row={edited === 'new' ? undefined : edited} companyUid={props.companyUid} onClose={props.onClose} />
      )}
    </Show>
  )
}

function OpenDialog(props: {
  row: Location | undefined
  companyUid: string | undefined
  onClose: () => void
}): JSX.Element {
  const { scope } = useScope()
  const session = useSession()
  const own = session.portal === 'client' ? session.organization.instanceUid : undefined
  const known = props.row?.organizationUid ?? props.companyUid ?? own
  const form = createForm({
    initial: {
      companyUid: known ?? scope().company ?? '',
      name: props.row?.name ?? '',
      quotaGb: String(props.row?.quotaGb ?? 0),
    },
    validate: (values) =>
      problems({
        companyUid: requireText(values.companyUid),
        name: requireText(values.name),
        quotaGb: requireWholeNumber(values.quotaGb, 0, mostGb),
      }),
    wireNames: { organizationUid: 'companyUid', name: 'name', quotaGb: 'quotaGb' },
  })

  async function save(): Promise<void> {
    const saved = await form.submit(async (values) => {
      const changes = { name: values.name.trim(), quotaGb: Number(values.quotaGb) }
      const location = props.row
        ? await patch<Location>(`${path}/${props.row.instanceUid}`, [
            { op: 'replace', path: '/name', value: changes.name },
            { op: 'replace', path: '/quotaGb', value: changes.quotaGb },
          ])
        : await post<Location>(path, { organizationUid: values.companyUid, ...changes })
      await revalidate(path)
      return location
    })
    if (!saved) return
    toastDone(t(props.row ? 'location.saved' : 'location.created', { name: saved.name }))
    props.onClose()
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={t(props.row ? 'location.edit' : 'location.new')}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={save}>
            {t(props.row ? 'action.save' : 'location.create')}
          </Button>
        </>
      }
    >
      <div data-component="form">
        <Show when={!known}>
          <PickField
            form={form}
            name="companyUid"
            label={t('install.company')}
            placeholder={t('install.company.choose')}
            source={companySource()}
            nameOf={(uid) => companies.row(uid)?.name}
          />
        </Show>
        <TextField form={form} name="name" label={t('location.name')} maxLength={255} />
        <TextField
          form={form}
          name="quotaGb"
          inputMode="numeric"
          label={t('location.quota')}
          help={t('location.quota.help')}
          unit="GB"
        />
      </div>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
