import { For, type JSX, Show } from 'solid-js'
import type { ActivityLog } from '../../../ui/api/types.ts'
import { Copyable } from '../../../ui/copyable/copyable.tsx'
import { type Fact, Facts } from '../../../ui/facts/facts.tsx'
import { t } from '../../../ui/i18n/translate.ts'
import { Moment } from '../../../ui/moment/moment.tsx'
import { OrganizationName } from '../../organizations/names.tsx'
import { Actor, factorWord } from './activity-columns.tsx'

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return t('value.none')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** One event in full: who, from where, how proven, and what changed from what to what. */
export function ActivityPanel(props: { row: ActivityLog }): JSX.Element {
  const text = (label: string, value: string | null | undefined): Fact | undefined =>
    value ? { label, value } : undefined
  return (
    <>
      <p>{props.row.message}</p>
      <Facts
        facts={[
          { label: t('activity.date'), value: <Moment at={props.row.date} isAbsolute /> },
          props.row.repeatCount > 1
            ? { label: t('activity.repeat'), value: t('activity.times', { count: props.row.repeatCount }) }
            : undefined,
          props.row.lastDate
            ? { label: t('activity.lastDate'), value: <Moment at={props.row.lastDate} isAbsolute /> }
            : undefined,
          { label: t('activity.user'), value: <Actor row={props.row} /> },
          props.row.organizationUid
            ? { label: t('activity.organization'), value: <OrganizationName uid={props.row.organizationUid} /> }
            : undefined,
          text(t('activity.address'), props.row.clientAddress),
          text(t('activity.userAgent'), props.row.userAgent),
          text(t('activity.factor'), factorWord(props.row)),
          text(t('activity.event'), props.row.eventKind),
          props.row.targetUid
            ? {
                label: props.row.targetType ?? t('activity.target'),
                value: <Copyable text={props.row.targetUid} label={t('activity.target')} />,
              }
            : undefined,
          props.row.requestId
            ? {
                label: t('error.requestId'),
                value: <Copyable text={props.row.requestId} label={t('error.requestId')} />,
              }
            : undefined,
          {
            label: t('activity.sequence'),
            value: props.row.sequence === null ? t('activity.notSealed') : String(props.row.sequence),
          },
        ]}
      />
      <Show when={props.row.changes.length > 0}>
        <h3>{t('activity.changes')}</h3>
        <table data-component="change-table">
          <thead>
            <tr>
              <th scope="col">{t('activity.change.property')}</th>
              <th scope="col">{t('activity.change.from')}</th>
              <th scope="col">{t('activity.change.to')}</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.row.changes}>
              {(change) => (
                <tr>
                  <th scope="row">{change.property}</th>
                  <td>{valueText(change.from)}</td>
                  <td>{valueText(change.to)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
    </>
  )
}
