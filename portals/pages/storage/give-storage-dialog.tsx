import { createEffect, type JSX, Show } from 'solid-js'
import { getOne } from '../../ui/api/client.ts'
import { companies } from '../../ui/api/names.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { Company, Site } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { SelectField, TextField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { problems, requireText, requireWholeNumber } from '../../ui/form/rules.ts'
import { formatSize } from '../../ui/format/size.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { companySource } from '../../ui/pick/sources.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { bytesPerGb, giveStorage } from './give-storage.ts'

interface GiveStorageProps {
  isOpen: boolean
  onClose: () => void
  companyUid: string | undefined
}

const mostGb = 9_000_000

export function GiveStorageDialog(props: GiveStorageProps): JSX.Element {
  return (
    <Show when={props.isOpen}>
      <OpenDialog {...props} />
    </Show>
  )
}

function OpenDialog(props: GiveStorageProps): JSX.Element {
  const { scope } = useScope()
  const form = createForm({
    initial: {
      companyUid: props.companyUid ?? scope().company ?? '',
      siteUid: scope().site ?? '',
      name: t('giveStorage.name.first'),
      quotaGb: '1000',
    },
    validate: (values) =>
      problems({
        companyUid: requireText(values.companyUid),
        siteUid: requireText(values.siteUid),
        name: requireText(values.name),
        quotaGb: requireWholeNumber(values.quotaGb, 1, mostGb),
      }),
    wireNames: { cloudRepositoryName: 'name', storageQuota: 'quotaGb', assignedForCompany: 'companyUid' },
  })
  const sites = createLivePage<Site>(
    () => '/infrastructure/sites',
    () => ({ limit: 500 }),
    { intervalMs: 0 },
  )
  createEffect(() => {
    const first = sites.data()?.items[0]
    if (first && form.values.siteUid === '') form.set('siteUid', first.siteUid)
  })

  async function submit(): Promise<void> {
    const given = await form.submit(async (values) => {
      const company = await getOne<Company>(`/organizations/companies/${values.companyUid}`)
      const quotaBytes = Number(values.quotaGb) * bytesPerGb
      await giveStorage({
        company: { uid: company.instanceUid, name: company.name },
        siteUid: values.siteUid,
        name: values.name.trim(),
        quotaBytes,
      })
      return { company: company.name, quota: formatSize(quotaBytes) }
    })
    if (!given) return
    toastDone(t('giveStorage.done', given))
    props.onClose()
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={t('giveStorage.title')}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={submit}>
            {t('giveStorage.submit')}
          </Button>
        </>
      }
    >
      <div data-component="form">
        <Show when={!props.companyUid}>
          <PickField
            form={form}
            name="companyUid"
            label={t('giveStorage.company')}
            placeholder={t('giveStorage.company.choose')}
            source={companySource()}
            nameOf={(uid) => companies.row(uid)?.name}
          />
        </Show>
        <Show when={(sites.data()?.total ?? 0) > 1}>
          <SelectField
            form={form}
            name="siteUid"
            label={t('giveStorage.site')}
            choices={(sites.data()?.items ?? []).map((row) => ({ value: row.siteUid, label: row.siteName }))}
          />
        </Show>
        <TextField form={form} name="name" label={t('giveStorage.name')} help={t('giveStorage.name.help')} />
        <TextField form={form} name="quotaGb" inputMode="numeric" label={t('giveStorage.quota')} unit="GB" />
      </div>
      <Show when={form.failure() ?? sites.error()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
