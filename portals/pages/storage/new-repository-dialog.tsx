import { type JSX, Show } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import { equals } from '../../ui/api/filter.ts'
import { revalidate } from '../../ui/api/live.ts'
import { companies } from '../../ui/api/names.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { BackupResource, Repository } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { SelectField, TextField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { problems, requireText } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { companySource } from '../../ui/pick/sources.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { useSession } from '../../ui/session/session.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'

interface NewRepositoryProps {
  isOpen: boolean
  onClose: () => void
  companyUid: string | undefined
}

export function NewRepositoryDialog(props: NewRepositoryProps): JSX.Element {
  return (
    <Show when={props.isOpen}>
      <OpenDialog {...props} />
    </Show>
  )
}

function OpenDialog(props: NewRepositoryProps): JSX.Element {
  const { scope } = useScope()
  const session = useSession()
  const own = session.portal === 'client' ? session.organization.instanceUid : undefined
  const fixedCompany = () => props.companyUid ?? own
  const form = createForm({
    initial: { companyUid: props.companyUid ?? own ?? scope().company ?? '', name: '', resourceUid: '' },
    validate: (values) => problems({ companyUid: requireText(values.companyUid), name: requireText(values.name) }),
    wireNames: { companyUid: 'companyUid', name: 'name', backupResourceUid: 'resourceUid' },
  })
  const resources = createLivePage<BackupResource>(
    () => (form.values.companyUid ? '/infrastructure/sites/tenants/backupResources' : undefined),
    () => ({ filter: [equals('companyUid', form.values.companyUid)], limit: 500 }),
    { intervalMs: 0 },
  )

  async function create(): Promise<void> {
    const created = await form.submit(async (values) => {
      const repository = await post<Repository>('/repositories', {
        name: values.name.trim(),
        companyUid: values.companyUid,
        backupResourceUid: values.resourceUid || null,
      })
      await revalidate('/repositories')
      return repository
    })
    if (!created) return
    toastDone(t('repository.createdToast', { name: created.name }))
    props.onClose()
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={t('repository.new')}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={create}>
            {t('repository.create')}
          </Button>
        </>
      }
    >
      <div data-component="form">
        <Show when={!fixedCompany()}>
          <PickField
            form={form}
            name="companyUid"
            label={t('repository.company')}
            placeholder={t('install.company.choose')}
            source={companySource()}
            nameOf={(uid) => companies.row(uid)?.name}
          />
        </Show>
        <TextField form={form} name="name" label={t('organization.name')} maxLength={255} />
        <SelectField
          form={form}
          name="resourceUid"
          label={t('repository.resource')}
          placeholder={t('repository.noResource')}
          choices={(resources.data()?.items ?? []).map((row) => ({
            value: row.instanceUid,
            label: row.cloudRepositoryName,
          }))}
        />
      </div>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
