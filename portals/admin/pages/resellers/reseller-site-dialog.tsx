import { createEffect, createResource, type JSX, Show } from 'solid-js'
import { bytesPerGb } from '../../../pages/storage/give-storage.ts'
import { getPage, patch, post } from '../../../ui/api/client.ts'
import { revalidate } from '../../../ui/api/live.ts'
import { createLivePage } from '../../../ui/api/reads.ts'
import type { ResellerBackupResource, ResellerSite, Site } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { Dialog } from '../../../ui/dialog/dialog.tsx'
import { SelectField, TextField } from '../../../ui/form/fields.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { allowWholeNumber, problems, requireText } from '../../../ui/form/rules.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { ErrorStrip } from '../../../ui/state/states.tsx'
import { toastDone } from '../../../ui/toast/toasts.tsx'

const mostTenants = 1_000_000
const mostGb = 9_000_000

/** A site for a reseller: how many tenants it may make there, and how much storage it may give away in all. */
export function ResellerSiteDialog(props: {
  path: string
  row: ResellerSite | undefined
  onClose: () => void
}): JSX.Element {
  const row = props.row
  const sites = createLivePage<Site>(
    () => '/infrastructure/sites',
    () => ({ limit: 500 }),
    { intervalMs: 0 },
  )
  const [grant] = createResource(
    () => row?.siteUid,
    async (siteUid) => (await getPage<ResellerBackupResource>(`${props.path}/${siteUid}/backupResources`)).items[0],
  )
  const form = createForm({
    initial: {
      siteUid: row?.siteUid ?? '',
      tenants: row ? (row.isTenantsQuotaUnlimited ? '' : String(row.tenantsQuota ?? '')) : '20',
      quotaGb: '',
    },
    validate: (values) =>
      problems({
        siteUid: requireText(values.siteUid),
        tenants: allowWholeNumber(values.tenants, 0, mostTenants),
        quotaGb: allowWholeNumber(values.quotaGb, 1, mostGb),
      }),
    wireNames: { siteUid: 'siteUid', tenantsQuota: 'tenants', storageQuota: 'quotaGb' },
  })
  createEffect(() => {
    const first = sites.data()?.items[0]
    if (first && form.values.siteUid === '') form.set('siteUid', first.siteUid)
  })
  createEffect(() => {
    const known = grant()
    if (known?.storageQuota && !known.isStorageQuotaUnlimited) {
      form.set('quotaGb', String(Math.round(known.storageQuota / bytesPerGb)))
    }
  })
  const siteName = (uid: string) => sites.data()?.items.find((site) => site.siteUid === uid)?.siteName ?? ''

  async function saveGrant(siteUid: string, quotaGb: string): Promise<void> {
    const storageQuota = quotaGb.trim() === '' ? null : Number(quotaGb) * bytesPerGb
    const path = `${props.path}/${siteUid}/backupResources`
    const known = grant()
    if (!known) {
      await post(path, {
        repositoryUid: siteUid,
        resourceFriendlyName: siteName(siteUid),
        storageQuota,
        isStorageQuotaUnlimited: storageQuota === null,
      })
    } else if ((known.isStorageQuotaUnlimited ? null : known.storageQuota) !== storageQuota) {
      await patch(`${path}/${known.instanceUid}`, [
        { op: 'replace', path: '/storageQuota', value: storageQuota },
        { op: 'replace', path: '/isStorageQuotaUnlimited', value: storageQuota === null },
      ])
    }
  }

  async function save(): Promise<void> {
    const isSaved = await form.submit(async ({ siteUid, tenants, quotaGb }) => {
      const tenantsQuota = tenants.trim() === '' ? null : Number(tenants)
      const isTenantsQuotaUnlimited = tenantsQuota === null
      if (row) {
        await patch(`${props.path}/${siteUid}`, [
          { op: 'replace', path: '/tenantsQuota', value: tenantsQuota },
          { op: 'replace', path: '/isTenantsQuotaUnlimited', value: isTenantsQuotaUnlimited },
        ])
      } else {
        await post(props.path, { siteUid, tenantsQuota, isTenantsQuotaUnlimited })
      }
      await saveGrant(siteUid, quotaGb)
      return true
    })
    await revalidate(props.path)
    if (!isSaved) return
    toastDone(t('resellerSite.saved', { name: siteName(form.values.siteUid) }))
    props.onClose()
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={row ? t('resellerSite.edit', { name: siteName(row.siteUid) }) : t('resellerSite.give')}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={save}>
            {row ? t('action.save') : t('resellerSite.give')}
          </Button>
        </>
      }
    >
      <div data-component="form">
        <Show when={!row}>
          <SelectField
            form={form}
            name="siteUid"
            label={t('resource.site')}
            choices={(sites.data()?.items ?? []).map((site) => ({ value: site.siteUid, label: site.siteName }))}
          />
        </Show>
        <TextField
          form={form}
          name="tenants"
          inputMode="numeric"
          label={t('resellerSite.tenants')}
          help={t('quota.help')}
          isOptional
        />
        <TextField
          form={form}
          name="quotaGb"
          inputMode="numeric"
          label={t('resellerSite.storage')}
          help={t('resellerSite.storage.help')}
          unit="GB"
          isOptional
        />
      </div>
      <Show when={form.failure() ?? sites.error()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
