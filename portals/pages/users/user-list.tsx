import type { JSX } from 'solid-js'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { UserTable } from './user-table.tsx'

export default function UserList(): JSX.Element {
  setTitle(() => t('nav.users'))
  return <UserTable title={t('nav.users')} />
}
