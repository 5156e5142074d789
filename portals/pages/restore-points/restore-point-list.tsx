import type { JSX } from 'solid-js'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { RestorePointTable } from './restore-point-table.tsx'

export default function RestorePointList(): JSX.Element {
  setTitle(() => t('restorePoint.title'))
  return <RestorePointTable title={t('restorePoint.title')} />
}
