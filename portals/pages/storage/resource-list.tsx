import type { JSX } from 'solid-js'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ResourceTable } from './resource-table.tsx'

export default function ResourceList(): JSX.Element {
  setTitle(() => t('resource.title'))
  return <ResourceTable title={t('resource.title')} />
}
