import { type Accessor, createEffect, createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { Page } from '../../ui/api/client.ts'
import { equals } from '../../ui/api/filter.ts'
import type { Live } from '../../ui/api/live.ts'
import { companies } from '../../ui/api/names.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { BackupResource, Tenant } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { RadioField, SelectField, TextField } from '../../ui/form/fields.tsx'
import type { Form } from '../../ui/form/form.ts'
import { formatSize } from '../../ui/format/size.ts'
import { t } from '../../ui/i18n/translate.ts'
import { can } from '../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { GiveStorageDialog } from '../storage/give-storage-dialog.tsx'
import type { JobValues } from './job-form.ts'

export interface Resources {
  live: Live<Page<BackupResource>>
  nameOf: (uid: string) => string | undefined
  /** Of the tenant to which a backup resource belongs; a job names it beside the resource. */
  userNameOf: (uid: string) => string | undefined
}

/** The backup resources of a company, and the tenants they belong to. */
export function createResources(companyUid: Accessor<string | undefined>): Resources {
  const ofCompany = (property: string) => () => ({ filter: [equals(property, companyUid() ?? null)], limit: 500 })
  const live = createLivePage<BackupResource>(
    () => (companyUid() ? '/infrastructure/sites/tenants/backupResources' : undefined),
    ofCompany('companyUid'),
  )
  const tenants = createLivePage<Tenant>(
    () => (companyUid() ? '/infrastructure/sites/tenants' : undefined),
    ofCompany('assignedForCompany'),
  )
  const find = (uid: string) => live.data()?.items.find((row) => row.instanceUid === uid)
  return {
    live,
    nameOf: (uid) => find(uid)?.cloudRepositoryName,
    userNameOf: (uid) => {
      const tenantUid = find(uid)?.tenantUid
      return tenants.data()?.items.find((row) => row.instanceUid === tenantUid)?.credentials.userName
    },
  }
}

interface WhereProps {
  form: Form<JobValues>
  resources: Resources
  companyUid: string | undefined
}

export function WhereStep(props: WhereProps): JSX.Element {
  return (
    <>
      <RadioField
        form={props.form}
        name="target"
        label={t('jobForm.target')}
        choices={[
          { value: 'CloudRepository', label: t('jobForm.target.cloud') },
          { value: 'LocalFolder', label: t('jobForm.target.folder'), help: t('jobForm.target.folder.help') },
        ]}
      />
      <Show when={props.form.values.target === 'LocalFolder'} fallback={<ResourceChoice {...props} />}>
        <TextField form={props.form} name="localPath" label={t('jobForm.localPath')} placeholder="/backup" />
      </Show>
    </>
  )
}

function ResourceChoice(props: WhereProps): JSX.Element {
  const [isGiving, setGiving] = createSignal(false)
  const rows = () => props.resources.live.data()?.items ?? []
  // One resource is no choice.
  createEffect(() => {
    const [only, ...others] = rows()
    if (only && others.length === 0 && props.form.values.resourceUid === '') {
      props.form.set('resourceUid', only.instanceUid)
    }
  })
  const choice = (row: BackupResource) => ({
    value: row.instanceUid,
    label: t('jobForm.resource.free', {
      name: row.cloudRepositoryName,
      free: formatSize(Math.max(0, row.storageQuota - (row.usedSpace ?? 0))),
      quota: formatSize(row.storageQuota),
    }),
  })

  return (
    <>
      <Switch fallback={<Skeleton lines={2} />}>
        <Match when={props.resources.live.error()}>
          {(error) => <ErrorState error={error()} onRetry={props.resources.live.refresh} />}
        </Match>
        <Match when={rows().length > 0}>
          <SelectField
            form={props.form}
            name="resourceUid"
            label={t('jobForm.resource')}
            placeholder={t('jobForm.resource.choose')}
            choices={rows().map(choice)}
          />
        </Match>
        <Match when={props.resources.live.data()}>
          <div data-component="no-storage">
            <h3>
              {t('jobForm.noStorage', { company: companies.row(props.companyUid)?.name ?? t('install.company') })}
            </h3>
            <p>{t('jobForm.noStorage.text')}</p>
            <Show when={can('tenants.manage')} fallback={<p>{t('jobForm.noStorage.ask')}</p>}>
              <Button onPress={() => setGiving(true)}>{t('jobForm.giveStorage')}</Button>
            </Show>
          </div>
        </Match>
      </Switch>
      <GiveStorageDialog isOpen={isGiving()} onClose={() => setGiving(false)} companyUid={props.companyUid} />
    </>
  )
}
