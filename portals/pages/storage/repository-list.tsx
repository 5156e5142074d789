import type { JSX } from 'solid-js'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { RepositoryTable } from './repository-table.tsx'

export default function RepositoryList(): JSX.Element {
  setTitle(() => t('repository.title'))
  return <RepositoryTable title={t('repository.title')} />
}
