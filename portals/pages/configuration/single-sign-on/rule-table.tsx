import { createSignal, createUniqueId, type JSX, Show } from 'solid-js'
import { getOne, post, remove } from '../../../ui/api/client.ts'
import { ApiError } from '../../../ui/api/error.ts'
import { revalidate } from '../../../ui/api/live.ts'
import { companies, locations } from '../../../ui/api/names.ts'
import type { IdentityProviderRule, IdentityProviderSettings } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { DestroyDialog } from '../../../ui/dialog/destroy-dialog.tsx'
import { Facts } from '../../../ui/facts/facts.tsx'
import { t } from '../../../ui/i18n/translate.ts'
import { roleName } from '../../../ui/session/roles.ts'
import { Status } from '../../../ui/status/status.tsx'
import { enabledStatus } from '../../../ui/status/vocabulary.ts'
import type { Column } from '../../../ui/table/columns.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { toastDone, toastFailed } from '../../../ui/toast/toasts.tsx'
import { providerPath } from './provider.ts'
import { RuleDialog } from './rule-dialog.tsx'
import { writeConditions } from './rule-form.ts'

const statusOf = (row: IdentityProviderRule) => enabledStatus(row.enabled ? 'Enabled' : 'Disabled')

const columns = (): Column<IdentityProviderRule>[] => [
  { key: 'name', title: t('sso.rule.name'), property: 'name', isSortable: true, render: (row) => row.name },
  { key: 'role', title: t('user.role'), property: 'role', isOnCard: true, render: (row) => roleName(row.role) },
  {
    key: 'status',
    title: t('user.status'),
    property: 'enabled',
    isOnCard: true,
    text: (row) => row.enabled,
    render: (row) => <Status value={statusOf(row)} />,
  },
  {
    key: 'conditions',
    title: t('sso.rule.conditions'),
    priority: 'wide',
    render: (row) => writeConditions(row.additionalMappings).replaceAll('\n', '; '),
  },
]

/** Which claims give which role; of those that match, the one with more matching claims counts. */
export function RuleTable(props: { provider: IdentityProviderSettings }): JSX.Element {
  const path = () => `${providerPath(props.provider)}/rules`
  const [edited, setEdited] = createSignal<IdentityProviderRule | 'new'>()
  const [deleted, setDeleted] = createSignal<IdentityProviderRule>()
  const make = () => (
    <Button variant="primary" onPress={() => setEdited('new')}>
      {t('sso.rule.new')}
    </Button>
  )
  return (
    <>
      <DataTable<IdentityProviderRule>
        name="identity-provider-rules"
        title={t('sso.rules')}
        isEmbedded
        path={path()}
        columns={columns()}
        keyName="instanceUid"
        nameOf={(row) => row.name}
        defaultSort={{ property: 'name', isDescending: false }}
        primaryAction={
          <>
            <RuleTransfer provider={props.provider} />
            {make()}
          </>
        }
        empty={{ icon: 'shield', title: t('sso.rule.empty'), text: t('sso.rule.empty.text'), action: make() }}
        panel={(row) => (
          <>
            <div data-part="actions">
              <Button onPress={() => setEdited(row)}>{t('action.edit')}</Button>
              <Button icon="trash" onPress={() => setDeleted(row)}>
                {t('action.delete')}
              </Button>
            </div>
            <Facts
              facts={[
                { label: t('user.role'), value: roleName(row.role) },
                { label: t('user.status'), value: <Status value={statusOf(row)} /> },
                row.description ? { label: t('jobForm.description'), value: row.description } : undefined,
                {
                  label: t('sso.rule.conditions'),
                  value: <pre>{writeConditions(row.additionalMappings) || t('sso.rule.conditions.none')}</pre>,
                },
                row.organizationMappingSourceClaimType
                  ? { label: t('sso.rule.organizationClaim'), value: row.organizationMappingSourceClaimType }
                  : undefined,
                row.locationUids?.length
                  ? {
                      label: t('user.chooseLocations'),
                      value: row.locationUids.map((uid) => locations.row(uid)?.name ?? uid).join(', '),
                    }
                  : undefined,
                row.managedCompaniesUids?.length
                  ? {
                      label: t('user.companies'),
                      value: row.managedCompaniesUids.map((uid) => companies.row(uid)?.name ?? uid).join(', '),
                    }
                  : undefined,
                row.locationsMappingSourceClaimType
                  ? { label: t('sso.rule.locationsClaim'), value: row.locationsMappingSourceClaimType }
                  : undefined,
              ]}
            />
          </>
        )}
      />
      <RuleDialog provider={props.provider} edited={edited()} onClose={() => setEdited(undefined)} />
      <Show when={deleted()}>
        {(row) => (
          <DestroyDialog
            isOpen
            onClose={() => setDeleted(undefined)}
            title={t('sso.delete.title', { name: row().name })}
            actionLabel={t('action.delete')}
            losses={[]}
            note={t('sso.rule.delete.note')}
            onConfirm={async () => {
              const name = row().name
              await remove(`${path()}/${row().instanceUid}`)
              await revalidate(providerPath(props.provider))
              toastDone(t('sso.deleted', { name }))
            }}
          />
        )}
      </Show>
    </>
  )
}

/** All rules as one file, out and in again. */
function RuleTransfer(props: { provider: IdentityProviderSettings }): JSX.Element {
  const id = createUniqueId()
  let input: HTMLInputElement | undefined

  async function save(): Promise<void> {
    try {
      const rules = await getOne<object>(`${providerPath(props.provider)}/exportedRules`)
      const address = URL.createObjectURL(new Blob([JSON.stringify(rules, null, 2)], { type: 'application/json' }))
      const link = document.createElement('a')
      link.href = address
      link.download = `${props.provider.name}-rules.json`
      link.click()
      URL.revokeObjectURL(address)
    } catch (cause) {
      toastFailed(cause)
    }
  }

  async function read(file: File): Promise<unknown> {
    const text = await file.text()
    try {
      return JSON.parse(text)
    } catch {
      throw new ApiError('invalid', 0, [{ message: t('sso.rule.import.wrong', { name: file.name }) }], undefined)
    }
  }

  async function load(file: File): Promise<void> {
    try {
      const added = await post<unknown[]>(`${providerPath(props.provider)}/importedRules`, await read(file))
      await revalidate(providerPath(props.provider))
      toastDone(t('sso.rule.imported', { count: added.length }))
    } catch (cause) {
      toastFailed(cause)
    }
  }

  return (
    <>
      <Button variant="quiet" onPress={save}>
        {t('sso.rule.export')}
      </Button>
      <input
        id={id}
        ref={input}
        type="file"
        accept="application/json"
        aria-label={t('sso.rule.import')}
        hidden
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          event.currentTarget.value = ''
          if (file) void load(file)
        }}
      />
      <Button variant="quiet" onPress={() => input?.click()}>
        {t('sso.rule.import')}
      </Button>
    </>
  )
}
