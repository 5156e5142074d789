import { createEffect, type JSX, Show } from 'solid-js'
import { apiBase, withQuery } from '../../ui/api/client.ts'
import { equals } from '../../ui/api/filter.ts'
import { companies } from '../../ui/api/names.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { Location } from '../../ui/api/types.ts'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { SelectField, TextField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { problems, requireText, requireWholeNumber } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { companySource } from '../../ui/pick/sources.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { useSession } from '../../ui/session/session.ts'

interface InstallDialogProps {
  isOpen: boolean
  onClose: () => void
  companyUid: string | undefined
}

const installerName = 'holdfast-agent-install.sh'
const mostDays = 3650

/** Where an agent's installer is handed out: for one company and location, with an end. */
export function InstallDialog(props: InstallDialogProps): JSX.Element {
  return (
    <Show when={props.isOpen}>
      <OpenInstallDialog {...props} />
    </Show>
  )
}

function OpenInstallDialog(props: InstallDialogProps): JSX.Element {
  const { scope } = useScope()
  const session = useSession()
  const own = session.portal === 'client' ? session.organization.instanceUid : undefined
  const form = createForm({
    initial: { companyUid: props.companyUid ?? own ?? scope().company ?? '', locationUid: '', days: '30' },
    validate: (values) =>
      problems({
        companyUid: requireText(values.companyUid),
        days: requireWholeNumber(values.days, 1, mostDays),
      }),
  })
  const locations = createLivePage<Location>(
    () => (form.values.companyUid ? '/organizations/locations' : undefined),
    () => ({ filter: [equals('organizationUid', form.values.companyUid)], limit: 500 }),
    { intervalMs: 0 },
  )
  // A location of another company than the chosen one must not stay chosen.
  createEffect((before: string | undefined) => {
    const present = form.values.companyUid
    if (before !== undefined && before !== present) form.set('locationUid', '')
    return present
  })

  const address = () =>
    apiBase +
    withQuery('/infrastructure/managementAgents/packages/linux', {
      organizationUid: form.values.companyUid,
      locationUid: form.values.locationUid,
      tokenExpiryPeriodDays: form.values.days,
    })

  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t('install.title')}
      actions={
        <a
          data-component="button"
          data-variant="primary"
          href={address()}
          download={installerName}
          rel="external"
          onClick={(event) => {
            if (!form.check()) event.preventDefault()
          }}
        >
          {t('install.download')}
        </a>
      }
    >
      <p>{t('install.linux')}</p>
      <div data-component="form">
        <Show when={!props.companyUid && !own}>
          <PickField
            form={form}
            name="companyUid"
            label={t('install.company')}
            placeholder={t('install.company.choose')}
            source={companySource()}
            nameOf={(uid) => companies.row(uid)?.name}
          />
        </Show>
        <div data-part="pair">
          <SelectField
            form={form}
            name="locationUid"
            label={t('install.location')}
            placeholder={t('install.location.default')}
            choices={(locations.data()?.items ?? []).map((row) => ({ value: row.instanceUid, label: row.name }))}
          />
          <TextField
            form={form}
            name="days"
            inputMode="numeric"
            label={t('install.expires')}
            unit={t('install.expires.unit')}
          />
        </div>
        <p data-part="note">{t('install.expires.help')}</p>
        <div data-component="field">
          <span>{t('install.command')}</span>
          <Copyable isBlock text={`sudo sh ./${installerName}`} label={t('install.command')} />
          <p data-part="note">{t('install.command.help')}</p>
        </div>
      </div>
    </Dialog>
  )
}
