import type { JSX } from 'solid-js'
import { t } from '../../../ui/i18n/translate.ts'
import { useSession } from '../../../ui/session/session.ts'
import { Tabs } from '../../../ui/tabs/tabs.tsx'

export function MailTabs(): JSX.Element {
  return (
    <Tabs
      base={`/${useSession().portal}`}
      tabs={[
        { href: '/mail', label: t('mail.title') },
        { href: '/mail/queue', label: t('mail.queue.title') },
      ]}
    />
  )
}
