import { type JSX, Show } from 'solid-js'
import { withQuery } from '../../ui/api/client.ts'
import type { Expression } from '../../ui/api/filter.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { Company } from '../../ui/api/types.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import type { ScopeProperties } from '../../ui/scope/scope.ts'
import { can } from '../../ui/session/session.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { OperationFailure } from '../organizations/operation-state.tsx'
import { OrganizationFacts } from '../organizations/organization-facts.tsx'
import { CompanyButtons } from './company-buttons.tsx'
import { companyColumns, companyFacts } from './company-columns.tsx'

interface CompanyTableProps {
  name: string
  title?: string
  fixedFilter?: Expression[]
  scopeProperties?: ScopeProperties
  newHref: string
  /** Columns that say the same of every row here. */
  without?: readonly string[]
  more?: JSX.Element
}

/** Companies, all of them or those of one reseller. */
export function CompanyTable(props: CompanyTableProps): JSX.Element {
  const newCompany = () => (
    <Show when={can('companies.create')}>
      <ButtonLink href={props.newHref} variant="primary">
        {t('company.new')}
      </ButtonLink>
    </Show>
  )
  const canChange = can('companies.enable') || can('companies.delete')
  return (
    <DataTable<Company>
      name={props.name}
      title={props.title ?? t('nav.companies')}
      isEmbedded={!props.title}
      {...(props.fixedFilter ? { fixedFilter: props.fixedFilter } : {})}
      {...(props.scopeProperties ? { scopeProperties: props.scopeProperties } : {})}
      path="/organizations/companies"
      columns={companyColumns().filter((column) => !props.without?.includes(column.key))}
      keyName="instanceUid"
      nameOf={(row) => row.name}
      findProperty="name"
      defaultSort={{ property: 'name', isDescending: false }}
      primaryAction={
        <>
          {props.more}
          {newCompany()}
        </>
      }
      empty={{
        icon: 'building',
        title: t('company.empty'),
        text: t('company.empty.text'),
        action: newCompany(),
      }}
      panel={(row) => <CompanyPanel row={row} />}
      {...(canChange
        ? { bulk: (rows: Company[], clear: () => void) => <CompanyButtons rows={rows} onDone={clear} /> }
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
        <Show when={can('companies.edit')}>
          <ButtonLink href={`/companies/${props.row.instanceUid}/edit`}>{t('action.edit')}</ButtonLink>
        </Show>
        <CompanyButtons rows={[props.row]} />
      </div>
      <OperationFailure operation={props.row.operation} />
      <OrganizationFacts
        uid={props.row.instanceUid}
        organization={company.data()?._embedded?.organization}
        first={companyFacts(props.row)}
      />
    </>
  )
}
