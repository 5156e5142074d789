import { createSignal, For, type JSX, Show } from 'solid-js'
import { usedOfQuota } from '../../../pages/organizations/organization-facts.tsx'
import { remove } from '../../../ui/api/client.ts'
import { revalidate } from '../../../ui/api/live.ts'
import { sites } from '../../../ui/api/names.ts'
import { createLivePage } from '../../../ui/api/reads.ts'
import type { ResellerBackupResource, ResellerSite } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { DestroyDialog } from '../../../ui/dialog/destroy-dialog.tsx'
import { Facts } from '../../../ui/facts/facts.tsx'
import { formatSize } from '../../../ui/format/size.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { can } from '../../../ui/session/session.ts'
import type { Column } from '../../../ui/table/columns.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { ResellerSiteDialog } from './reseller-site-dialog.tsx'

const siteName = (row: ResellerSite) => sites.row(row.siteUid)?.siteName ?? ''

function tenantsText(row: ResellerSite): string {
  return usedOfQuota(row.usedTenantsQuota, row.isTenantsQuotaUnlimited ? null : row.tenantsQuota)
}

export function storageQuotaText(row: ResellerBackupResource): string {
  return row.isStorageQuotaUnlimited || row.storageQuota === null ? t('value.unlimited') : formatSize(row.storageQuota)
}

function columns(): Column<ResellerSite>[] {
  return [
    { key: 'site', title: t('resource.site'), render: siteName },
    {
      key: 'tenants',
      title: t('resellerSite.tenants'),
      property: 'tenantsQuota',
      isNumeric: true,
      isOnCard: true,
      text: tenantsText,
      render: tenantsText,
    },
  ]
}

/** What the provider gives a reseller of its sites: how many tenants on each, and how much storage. */
export function ResellerStorage(props: { resellerUid: string }): JSX.Element {
  const path = `/organizations/resellers/${props.resellerUid}/sites`
  const [edited, setEdited] = createSignal<ResellerSite | 'new'>()
  const [taken, setTaken] = createSignal<ResellerSite>()
  const give = () => (
    <Show when={can('resellers.edit')}>
      <Button variant="primary" onPress={() => setEdited('new')}>
        {t('resellerSite.give')}
      </Button>
    </Show>
  )
  return (
    <>
      <DataTable<ResellerSite>
        name="reseller-sites"
        title={t('reseller.tab.storage')}
        isEmbedded
        path={path}
        columns={columns()}
        keyName="siteUid"
        nameOf={siteName}
        primaryAction={give()}
        empty={{ icon: 'disk', title: t('resellerSite.empty'), text: t('resellerSite.empty.text'), action: give() }}
        panel={(row) => (
          <>
            <Show when={can('resellers.edit')}>
              <div data-part="actions">
                <Button onPress={() => setEdited(row)}>{t('action.edit')}</Button>
                <Button icon="trash" onPress={() => setTaken(row)}>
                  {t('resellerSite.take')}
                </Button>
              </div>
            </Show>
            <Facts facts={[{ label: t('resellerSite.tenants'), value: tenantsText(row) }]} />
            <Grants path={`${path}/${row.siteUid}/backupResources`} />
          </>
        )}
      />
      <Show when={edited()} keyed>
        {(row) => (
          <ResellerSiteDialog path={path} row={row === 'new' ? undefined : row} onClose={() => setEdited(undefined)} />
        )}
      </Show>
      <Show when={taken()} keyed>
        {(row) => (
          <DestroyDialog
            isOpen
            onClose={() => setTaken(undefined)}
            title={t('resellerSite.take.title', { name: siteName(row) })}
            actionLabel={t('resellerSite.take')}
            losses={[]}
            note={t('resellerSite.take.note')}
            onConfirm={async () => {
              await remove(`${path}/${row.siteUid}`)
              await revalidate(path)
              toastDone(t('resellerSite.taken', { name: siteName(row) }))
            }}
          />
        )}
      </Show>
    </>
  )
}

function Grants(props: { path: string }): JSX.Element {
  const grants = createLivePage<ResellerBackupResource>(
    () => props.path,
    () => ({ limit: 100 }),
  )
  return (
    <section>
      <h3>{t('resellerSite.storage')}</h3>
      <Show when={grants.data()?.items.length === 0}>
        <p data-tone="secondary">{t('resellerSite.storage.none')}</p>
      </Show>
      <For each={grants.data()?.items}>
        {(grant) => (
          <p>
            {grant.resourceFriendlyName}: {storageQuotaText(grant)}
          </p>
        )}
      </For>
    </section>
  )
}
