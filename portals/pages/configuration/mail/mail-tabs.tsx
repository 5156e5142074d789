import type { JSX } from 'solid-js'
import { t } from '../../../ui/i18n/translate.ts'
import { can, useSession } from '../../../ui/session/session.ts'
import { Tabs } from '../../../ui/tabs/tabs.tsx'

export function MailTabs(): JSX.Element {
  return (
    <Tabs
      base={`/${useSession().portal}`}
      tabs={[
        ...(can('mail.manage') ? [{ href: '/mail', label: t('mail.title') }] : []),
        ...(can('welcomeEmails.send') ? [{ href: '/mail/welcome', label: t('welcome.title') }] : []),
        ...(can('mail.manage') ? [{ href: '/mail/queue', label: t('mail.queue.title') }] : []),
      ]}
    />
  )
}
