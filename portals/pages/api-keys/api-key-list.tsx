import type { JSX } from 'solid-js'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ApiKeyTable } from './api-key-table.tsx'

export default function ApiKeyList(): JSX.Element {
  setTitle(() => t('nav.apiKeys'))
  return <ApiKeyTable title={t('nav.apiKeys')} />
}
