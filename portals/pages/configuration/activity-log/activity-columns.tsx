import { type JSX, Show } from 'solid-js'
import type { ActivityLog } from '../../../ui/api/types.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { Moment } from '../../../ui/moment/moment.tsx'
import type { Column } from '../../../ui/table/columns.ts'
import { OrganizationName } from '../../organizations/names.tsx'

/** Who did it, and on whose behalf: the person first, the account it was done with after it. */
export function Actor(props: { row: ActivityLog }): JSX.Element {
  return (
    <Show when={props.row.impersonatorName} fallback={props.row.userName ?? t('activity.console')}>
      {(name) => t('activity.actor.as', { name: name(), user: props.row.userName ?? '' })}
    </Show>
  )
}

export function factorWord(row: ActivityLog): string {
  switch (row.secondFactor) {
    case 'totp':
      return t('activity.factor.totp')
    case 'recoveryCode':
      return t('activity.factor.recoveryCode')
    case 'sso':
      return t('activity.factor.sso')
    case 'none':
      return t('activity.factor.none')
    default:
      return ''
  }
}

export function activityColumns(isOwnOnly: boolean): Column<ActivityLog>[] {
  return [
    {
      key: 'message',
      title: t('activity.message'),
      takesRest: true,
      render: (row) => row.message,
    },
    {
      key: 'date',
      title: t('activity.date'),
      property: 'date',
      isSortable: true,
      isOnCard: true,
      filter: { kind: 'period' },
      render: (row) => <Moment at={row.lastDate ?? row.date} isAbsolute />,
    },
    {
      key: 'user',
      title: t('activity.user'),
      property: 'userName',
      isSortable: true,
      isOnCard: true,
      filter: { kind: 'text' },
      render: (row) => <Actor row={row} />,
    },
    ...(isOwnOnly
      ? []
      : [
          {
            key: 'organization',
            title: t('activity.organization'),
            isOnCard: true,
            render: (row: ActivityLog) => (
              <Show when={row.organizationUid}>{(uid) => <OrganizationName uid={uid()} />}</Show>
            ),
          },
        ]),
    {
      key: 'address',
      title: t('activity.address'),
      property: 'clientAddress',
      priority: 'wide',
      filter: { kind: 'text' },
      render: (row) => row.clientAddress ?? '',
    },
    {
      key: 'repeat',
      title: t('activity.repeat'),
      property: 'repeatCount',
      isSortable: true,
      isNumeric: true,
      priority: 'wide',
      render: (row) => (row.repeatCount > 1 ? row.repeatCount : ''),
    },
    {
      key: 'kind',
      title: t('activity.kind'),
      property: 'activityKind',
      priority: 'chosen',
      filter: {
        kind: 'choice',
        choices: [
          { value: 'External', label: t('activity.kind.External') },
          { value: 'Internal', label: t('activity.kind.Internal') },
        ],
      },
      render: (row) => t(row.activityKind === 'External' ? 'activity.kind.External' : 'activity.kind.Internal'),
    },
    {
      key: 'event',
      title: t('activity.event'),
      property: 'eventKind',
      isSortable: true,
      priority: 'widest',
      filter: { kind: 'text' },
      render: (row) => row.eventKind,
    },
    {
      key: 'factor',
      title: t('activity.factor'),
      property: 'secondFactor',
      priority: 'chosen',
      filter: {
        kind: 'choice',
        choices: (['none', 'totp', 'recoveryCode', 'sso'] as const).map((value) => ({
          value,
          label: t(`activity.factor.${value}`),
        })),
      },
      render: factorWord,
    },
  ]
}
