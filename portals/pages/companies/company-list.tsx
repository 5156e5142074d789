import { type JSX, Show } from 'solid-js'
import { withQuery } from '../../ui/api/client.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { Company } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { can } from '../../ui/session/session.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { OrganizationFacts } from '../organizations/organization-facts.tsx'
import { enableCompanies } from './company-actions.ts'
import { companyColumns, companyFacts } from './company-columns.tsx'
import { DisableCompanies } from './disable-dialog.tsx'

export default function CompanyList(): JSX.Element {
  setTitle(() => t('nav.companies'))
  const newCompany = () => (
    <Show when={can('companies.create')}>
      <ButtonLink href="/companies/new" variant="primary">
        {t('company.new')}
      </ButtonLink>
    </Show>
  )
  return (
    <DataTable<Company>
      name="companies"
      title={t('nav.companies')}
      path="/organizations/companies"
      columns={companyColumns()}
      keyName="instanceUid"
      nameOf={(row) => row.name}
      findProperty="name"
      defaultSort={{ property: 'name', isDescending: false }}
      scopeProperties={{ reseller: 'resellerUid', company: 'instanceUid' }}
      primaryAction={newCompany()}
      empty={{
        icon: 'building',
        title: t('company.empty'),
        text: t('company.empty.text'),
        action: newCompany(),
      }}
      panel={(row) => <CompanyPanel row={row} />}
      {...(can('companies.enable')
        ? {
            bulk: (rows: Company[], clear: () => void) => (
              <>
                <Button
                  onPress={async () => {
                    await enableCompanies(rows)
                    clear()
                  }}
                >
                  {t('action.enable')}
                </Button>
                <DisableCompanies rows={rows} onDone={clear} />
              </>
            ),
          }
        : {})}
    />
  )
}

function CompanyPanel(props: { row: Company }): JSX.Element {
  const company = createLiveOne<Company>(
    () => withQuery(`/organizations/companies/${props.row.instanceUid}`, { expand: 'Organization' }),
    { intervalMs: 0 },
  )
  return (
    <>
      <div data-part="actions">
        <ButtonLink href={`/companies/${props.row.instanceUid}`}>{t('action.open')}</ButtonLink>
      </div>
      <OrganizationFacts
        uid={props.row.instanceUid}
        organization={company.data()?._embedded?.organization}
        first={companyFacts(props.row)}
      />
    </>
  )
}
