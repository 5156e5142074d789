import { type JSX, Show } from 'solid-js'
import { withQuery } from '../../ui/api/client.ts'
import { resellers } from '../../ui/api/names.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { CustomWelcomeEmailTemplate } from '../../ui/api/types.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { can, useSession } from '../../ui/session/session.ts'
import type { Kind } from './organization-actions.ts'
import { type Welcomed, wordsOwner } from './welcome-words.ts'

interface WelcomeNoteProps {
  kind: Kind
  rows: readonly Welcomed[]
  /** In a wizard: leaving the page would lose what was typed. */
  isInTab?: boolean
}

/** Before a welcome mail is sent: whose words it begins with, and the way to them. */
export function WelcomeNote(props: WelcomeNoteProps): JSX.Element {
  const session = useSession()
  const viewerUid = session.organization.instanceUid
  const organizationType = props.kind === 'company' ? 'Company' : 'Reseller'
  const templates = createLivePage<CustomWelcomeEmailTemplate>(
    () => withQuery('/organizations/configuration/notification/welcomeEmails', { organizationType }),
    () => ({ limit: 500 }),
  )

  function says(known: readonly CustomWelcomeEmailTemplate[]): string {
    const owners = props.rows.map((row) => wordsOwner(row, viewerUid, known))
    const [first] = owners
    if (!owners.every((owner) => owner === first)) {
      const own = owners.filter((owner) => owner !== undefined)
      return own.length === owners.length
        ? t('welcome.says.yours')
        : t('welcome.says.some', { count: own.length, total: owners.length })
    }
    if (first === undefined) return t(session.portal === 'admin' ? 'welcome.says.default' : 'welcome.says.inherited')
    if (first === viewerUid) return t('welcome.says.yours')
    if (first === props.rows[0]?.instanceUid) return t('welcome.says.its')
    return t('welcome.says.above', { name: resellers.row(first)?.name ?? t('reseller.one') })
  }

  /** To the words for one organization where it is one; otherwise to those for every one, if the viewer may write them. */
  const address = () => {
    const [only, ...others] = props.rows
    if (only?.instanceUid && others.length === 0)
      return withQuery('/mail/welcome', { audience: props.kind, organization: only.instanceUid })
    if (!can('organizationProfile.edit')) return undefined
    return withQuery('/mail/welcome', { audience: props.kind === 'company' ? 'companies' : 'resellers' })
  }

  return (
    <Show when={templates.data()}>
      {(page) => (
        <div role="note">
          <p>{says(page().items)}</p>
          <Show when={address()}>
            {(href) => (
              <p>
                <Link href={href()} target={props.isInTab ? '_blank' : undefined}>
                  {t(props.isInTab ? 'welcome.says.changeInTab' : 'welcome.says.change')}
                </Link>
              </p>
            )}
          </Show>
        </div>
      )}
    </Show>
  )
}
