import { type JSX, Show } from 'solid-js'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { can } from '../../ui/session/session.ts'
import { CompanyTable } from './company-table.tsx'

export default function CompanyList(): JSX.Element {
  setTitle(() => t('nav.companies'))
  return (
    <CompanyTable
      name="companies"
      title={t('nav.companies')}
      scopeProperties={{ reseller: 'resellerUid', company: 'instanceUid' }}
      newHref="/companies/new"
      more={
        <Show when={can('companies.delete')}>
          <ButtonLink href="/deleted-organizations" variant="quiet">
            {t('deleted.open')}
          </ButtonLink>
        </Show>
      }
    />
  )
}
