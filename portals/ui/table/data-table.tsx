import './data-table.css'
import '../form/fields.css'
import { useLocation, useSearchParams } from '@solidjs/router'
import { createEffect, createMemo, createSignal, type JSX, Match, on, Show, Switch } from 'solid-js'
import { withQuery } from '../api/client.ts'
import { type Expression, equals, listQuery, type SortOrder } from '../api/filter.ts'
import { createLivePage } from '../api/reads.ts'
import { Button } from '../button/button.tsx'
import { t } from '../i18n/translate.ts'
import type { IconName } from '../icon/icon.tsx'
import { Panel } from '../panel/panel.tsx'
import { createPreference, isStringList } from '../preference/preference.ts'
import { declareScope } from '../scope/applied.ts'
import { type ScopeKind, type ScopeProperties, scopeFilter } from '../scope/scope.ts'
import { useScope } from '../scope/use-scope.ts'
import { viewerZone } from '../session/session.ts'
import { EmptyState, ErrorState, ErrorStrip } from '../state/states.tsx'
import {
  type AddressChange,
  clearChange,
  isFiltered,
  pageChange,
  readTableState,
  sortChange,
  tableFilter,
} from './address.ts'
import { ColumnChooser } from './column-chooser.tsx'
import { type Column, shownColumns } from './columns.ts'
import { ExportMenu } from './export-menu.tsx'
import { FilterBar } from './filter-bar.tsx'
import { Grid } from './grid.tsx'
import { createLiveRows } from './live-rows.ts'
import { Pager, pageSizes } from './pager.tsx'
import { tableWidth } from './width.ts'

export interface DataTableProps<Row extends object> {
  /** Under this the person's columns are kept, and exports are named. */
  name: string
  /** Of the collection, below /api/v3. */
  path: string
  columns: readonly Column<Row>[]
  keyName: keyof Row & string
  /** What a row is called where it is not seen: for its checkbox and its panel. */
  nameOf: (row: Row) => string
  title: string
  /** A list inside a tab shows no title; the tab does. It is only said to those who hear the page. */
  isEmbedded?: boolean
  primaryAction?: JSX.Element
  /** Conditions of the page that the person cannot take away. */
  fixedFilter?: Expression[]
  scopeProperties?: ScopeProperties
  findProperty?: string
  findLabel?: string
  defaultSort?: SortOrder
  empty: { icon: IconName; title: string; text?: string; action?: JSX.Element }
  /** The look at a row beside the list. */
  panel?: (row: Row) => JSX.Element
  /** What to open on Enter where there is no panel. */
  open?: (row: Row) => void
  bulk?: (rows: Row[], clear: () => void) => JSX.Element
}

export function DataTable<Row extends object>(props: DataTableProps<Row>): JSX.Element {
  const location = useLocation()
  const [parameters, setParameters] = useSearchParams<{ panel?: string }>()
  const { scope } = useScope()
  declareScope(() => Object.keys(props.scopeProperties ?? {}) as ScopeKind[])
  const state = createMemo(() => readTableState(location.search, props.columns, props.defaultSort))
  const [chosenColumns, setChosenColumns] = createPreference<string[] | null>(
    `columns.${props.name}`,
    null,
    (value): value is string[] | null => value === null || isStringList(value),
  )
  const [pageSize, setPageSize] = createPreference<number>('pageSize', 100, (value): value is number =>
    pageSizes.includes(Number(value)),
  )
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set())
  const [isTouched, setTouched] = createSignal(false)

  const change = (next: AddressChange) => setParameters(next)
  const columns = createMemo(() => shownColumns(props.columns, chosenColumns(), tableWidth()))
  const filter = createMemo(() => [
    ...(props.fixedFilter ?? []),
    ...scopeFilter(scope(), props.scopeProperties ?? {}),
    ...tableFilter(state(), props.columns, props.findProperty, viewerZone()),
  ])
  const expanded = () => columns().find((column) => column.expand)?.expand
  const request = () => ({ filter: filter(), sort: state().sort, expand: expanded() })
  const live = createLivePage<Row>(
    () => props.path,
    () => ({ ...request(), limit: pageSize(), offset: (state().page - 1) * pageSize() }),
  )
  const rows = createLiveRows(live, props.keyName, () => isTouched() || selected().size > 0)
  const keyOf = (row: Row) => String(row[props.keyName])
  const selectedRows = () => rows.rows.filter((row) => selected().has(keyOf(row)))
  const listedRow = () => rows.rows.find((row) => keyOf(row) === parameters.panel)
  // A link to a panel holds wherever its row is: on another page, or hidden by the filter.
  const distant = createLivePage<Row>(
    () =>
      props.panel && parameters.panel && live.data() && !live.isLoading() && !listedRow() ? props.path : undefined,
    () => ({ filter: [...(props.fixedFilter ?? []), equals(props.keyName, parameters.panel ?? '')], limit: 1 }),
  )
  const panelRow = () => listedRow() ?? distant.data()?.items.find((row) => keyOf(row) === parameters.panel)
  const clearSelection = () => setSelected(new Set<string>())

  createEffect(on(() => [props.path, filter(), state().page], clearSelection, { defer: true }))
  // The last row of the last page may have gone while somebody stood on it.
  createEffect(() => {
    const pages = Math.max(1, Math.ceil(rows.total() / pageSize()))
    if (!live.isLoading() && live.data() && state().page > pages) change(pageChange(pages))
  })

  const tools = () => (
    <>
      <ExportMenu
        fileName={props.name}
        address={(format) => withQuery(props.path, { ...listQuery(request()), format, export: true })}
      />
      {props.primaryAction}
    </>
  )

  return (
    <section data-component="data-table" data-embedded={props.isEmbedded ? '' : undefined} aria-label={props.title}>
      <div data-part="list">
        <Show when={!props.isEmbedded}>
          <header data-component="page-head">
            <h1 tabindex="-1">
              {props.title}
              <Show when={live.data()}>
                <span data-part="count">{new Intl.NumberFormat().format(rows.total())}</span>
              </Show>
            </h1>
            <div data-part="actions">{tools()}</div>
          </header>
        </Show>
        <div data-part="toolbar">
          <Show
            when={selected().size > 0 && props.bulk}
            fallback={
              <FilterBar
                columns={props.columns}
                state={state()}
                findLabel={props.findProperty ? (props.findLabel ?? t('table.find')) : undefined}
                onChange={change}
              />
            }
          >
            <div data-part="bulk">
              <strong>{t('table.selected', { count: selected().size })}</strong>
              {props.bulk?.(selectedRows(), clearSelection)}
              <Button variant="quiet" onPress={clearSelection}>
                {t('table.clearSelection')}
              </Button>
            </div>
          </Show>
          <div data-part="tools">
            <Show when={props.isEmbedded}>{tools()}</Show>
            <ColumnChooser
              columns={props.columns}
              shown={columns().map((column) => column.key)}
              isChosen={chosenColumns() !== null}
              onChange={setChosenColumns}
            />
          </div>
        </div>
        <Show when={live.error() && live.data() ? live.error() : undefined}>
          {(error) => <ErrorStrip error={error()} onRetry={live.refresh} />}
        </Show>
        <Show when={rows.pending()}>
          {(arrival) => (
            <button type="button" data-part="pending" onClick={rows.showPending}>
              {arrival().newCount > 0 ? t('table.new', { count: arrival().newCount }) : t('table.rearranged')} ·{' '}
              <span>{t('table.show')}</span>
            </button>
          )}
        </Show>
        <Switch>
          <Match when={live.error() && !live.data() ? live.error() : undefined}>
            {(error) => <ErrorState error={error()} onRetry={live.refresh} />}
          </Match>
          <Match when={live.data() && !live.isLoading() && rows.rows.length === 0 && rows.total() === 0}>
            <Show
              when={isFiltered(state())}
              fallback={
                <EmptyState icon={props.empty.icon} title={props.empty.title} text={props.empty.text}>
                  {props.empty.action}
                </EmptyState>
              }
            >
              <EmptyState icon="filter" title={t('table.nothingMatches')} text={t('table.nothingMatchesText')}>
                <Button onPress={() => change(clearChange(state()))}>{t('table.clearFilter')}</Button>
              </EmptyState>
            </Show>
          </Match>
          <Match when={true}>
            <Grid
              columns={columns()}
              rows={rows.rows}
              total={rows.total()}
              isLoading={live.isLoading()}
              hasData={live.data() !== undefined}
              keyOf={keyOf}
              nameOf={props.nameOf}
              label={props.title}
              sort={state().sort}
              openKey={parameters.panel}
              selected={props.bulk ? selected() : undefined}
              onSelect={setSelected}
              onSort={(column) => change(sortChange(state(), column))}
              onOpen={(row) => {
                if (props.panel) setParameters({ panel: keyOf(row) })
                else props.open?.(row)
              }}
              canOpen={props.panel !== undefined || props.open !== undefined}
              onTouch={setTouched}
            />
            <Pager
              page={state().page}
              pageSize={pageSize()}
              total={rows.total()}
              shown={rows.rows.length}
              onPage={(page) => change(pageChange(page))}
              onPageSize={(size) => {
                setPageSize(size)
                change(pageChange(1))
              }}
            />
          </Match>
        </Switch>
      </div>
      <Show when={props.panel && panelRow()}>
        {(row) => (
          <Panel title={props.nameOf(row())} onClose={() => setParameters({ panel: undefined })}>
            {props.panel?.(row())}
          </Panel>
        )}
      </Show>
    </section>
  )
}
