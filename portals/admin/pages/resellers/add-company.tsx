import { createSignal, type JSX, Show } from 'solid-js'
import { moveCompanies } from '../../../pages/organizations/organization-actions.ts'
import { equals } from '../../../ui/api/filter.ts'
import { companies } from '../../../ui/api/names.ts'
import { Button } from '../../../ui/button/button.tsx'
import { Dialog } from '../../../ui/dialog/dialog.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { problems, requireText } from '../../../ui/form/rules.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { PickField } from '../../../ui/pick/pick-field.tsx'
import { companySource } from '../../../ui/pick/sources.ts'
import { can } from '../../../ui/session/session.ts'
import { ErrorStrip } from '../../../ui/state/states.tsx'

/** Hands one of the provider's own companies over to a reseller. */
export function AddCompany(props: { resellerUid: string; name: string }): JSX.Element {
  const [isOpen, setOpen] = createSignal(false)
  return (
    <Show when={can('resellers.edit')}>
      <Button onPress={() => setOpen(true)}>{t('reseller.addCompany')}</Button>
      <Show when={isOpen()}>
        <AddDialog resellerUid={props.resellerUid} name={props.name} onClose={() => setOpen(false)} />
      </Show>
    </Show>
  )
}

function AddDialog(props: { resellerUid: string; name: string; onClose: () => void }): JSX.Element {
  const form = createForm({
    initial: { companyUid: '' },
    validate: (values) => problems({ companyUid: requireText(values.companyUid) }),
  })
  const source = { ...companySource(), filter: [equals('resellerUid', null)] }

  async function add(): Promise<void> {
    const isDone = await form.submit(async ({ companyUid }) => {
      const name = companies.row(companyUid)?.name ?? companyUid
      await moveCompanies([{ instanceUid: companyUid, name, resellerUid: null }], props.resellerUid)
      return true
    })
    if (isDone) props.onClose()
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={t('reseller.addCompany.title', { name: props.name })}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={add}>
            {t('reseller.addCompany.submit')}
          </Button>
        </>
      }
    >
      <p>{t('move.text')}</p>
      <PickField
        form={form}
        name="companyUid"
        label={t('install.company')}
        placeholder={t('install.company.choose')}
        source={source}
        nameOf={(uid) => companies.row(uid)?.name}
      />
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
