import { type JSX, Show } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import { equals } from '../../ui/api/filter.ts'
import { revalidate } from '../../ui/api/live.ts'
import { companies } from '../../ui/api/names.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { Location, UnverifiedAgent } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { SelectField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { problems, requireText } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { companySource } from '../../ui/pick/sources.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'

interface AcceptDialogProps {
  /** None: closed. */
  rows: readonly UnverifiedAgent[]
  onClose: () => void
}

export function AcceptDialog(props: AcceptDialogProps): JSX.Element {
  return (
    <Show when={props.rows.length > 0}>
      <OpenAcceptDialog {...props} />
    </Show>
  )
}

function OpenAcceptDialog(props: AcceptDialogProps): JSX.Element {
  const { scope } = useScope()
  const form = createForm({
    initial: { companyUid: scope().company ?? '', locationUid: '' },
    validate: (values) => problems({ companyUid: requireText(values.companyUid) }),
    wireNames: { organizationUid: 'companyUid', locationUid: 'locationUid' },
  })
  const locations = createLivePage<Location>(
    () => (form.values.companyUid ? '/organizations/locations' : undefined),
    () => ({ filter: [equals('organizationUid', form.values.companyUid)], limit: 500 }),
    { intervalMs: 0 },
  )

  async function accept(): Promise<void> {
    const count = props.rows.length
    const isDone = await form.submit(async (values) => {
      for (const row of props.rows) {
        await post(`/infrastructure/unverifiedAgents/${row.instanceUid}/accept`, undefined, {
          organizationUid: values.companyUid,
          locationUid: values.locationUid,
        })
      }
      await revalidate('/infrastructure/unverifiedAgents')
      return true
    })
    if (!isDone) return
    toastDone(t('accept.done', { count }))
    props.onClose()
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={t('accept.title', { count: props.rows.length })}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" onPress={accept}>
            {t('accept.submit')}
          </Button>
        </>
      }
    >
      <p>{t('accept.text')}</p>
      <div data-component="form">
        <PickField
          form={form}
          name="companyUid"
          label={t('install.company')}
          help={t('accept.company.help')}
          placeholder={t('install.company.choose')}
          source={companySource()}
          nameOf={(uid) => companies.row(uid)?.name}
        />
        <SelectField
          form={form}
          name="locationUid"
          label={t('accept.location')}
          placeholder={t('accept.location.default')}
          choices={(locations.data()?.items ?? []).map((row) => ({ value: row.instanceUid, label: row.name }))}
        />
      </div>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
