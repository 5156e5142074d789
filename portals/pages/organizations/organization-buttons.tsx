import { createSignal, type JSX, Show } from 'solid-js'
import { Button } from '../../ui/button/button.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { MenuItem, Popover } from '../../ui/menu/menu.tsx'
import { can } from '../../ui/session/session.ts'
import { DeleteOrganizations } from './delete-organizations.tsx'
import { DisableButton } from './disable-button.tsx'
import { enable, type Kind, resetSecurityToken, type Subject, setMfa } from './organization-actions.ts'
import { WelcomeDialog } from './welcome-dialog.tsx'

interface OrganizationButtonsProps {
  kind: Kind
  rows: readonly (Subject & { status: string; resellerUid?: string | null })[]
  /** More of the menu, of one kind of organization only. */
  menu?: (close: () => void) => JSX.Element
  /** What was asked for is done: a selection can go. */
  onDone?: () => void
  onDeleted?: () => void
}

/** What can be done with one organization, and with many: the same in a row's panel, on its page and in the bulk bar. */
export function OrganizationButtons(props: OrganizationButtonsProps): JSX.Element {
  const [isDeleting, setDeleting] = createSignal(false)
  const [isWelcoming, setWelcoming] = createSignal(false)
  const canEnable = () => can(props.kind === 'company' ? 'companies.enable' : 'resellers.edit')
  const canDelete = () => can(props.kind === 'company' ? 'companies.delete' : 'resellers.delete')
  const canDemandMfa = () => can(props.kind === 'company' ? 'mfa.manage' : 'mfaPolicies.manage')
  const hasMenu = () => props.menu !== undefined || canDemandMfa() || can('welcomeEmails.send')
  const isAny = (status: string) => props.rows.some((row) => row.status === status)

  async function run(close: () => void, work: Promise<unknown>): Promise<void> {
    close()
    await work
    props.onDone?.()
  }

  return (
    <>
      <Show when={canEnable() && isAny('Disabled')}>
        <Button
          onPress={async () => {
            await enable(props.kind, props.rows)
            props.onDone?.()
          }}
        >
          {t('action.enable')}
        </Button>
      </Show>
      <Show when={canEnable() && isAny('Active')}>
        <DisableButton kind={props.kind} rows={props.rows} onDone={() => props.onDone?.()} />
      </Show>
      <Show when={canDelete()}>
        <Button icon="trash" onPress={() => setDeleting(true)}>
          {t('action.delete')}
        </Button>
      </Show>
      <Show when={hasMenu()}>
        <Popover kind="menu" align="end" label={t('action.more')}>
          {(close) => (
            <>
              {props.menu?.(close)}
              <Show when={can('welcomeEmails.send')}>
                <MenuItem
                  onChoose={() => {
                    close()
                    setWelcoming(true)
                  }}
                >
                  {t('welcome.send')}
                </MenuItem>
              </Show>
              <Show when={canDemandMfa()}>
                <MenuItem onChoose={() => run(close, setMfa(props.kind, props.rows, true))}>
                  {t('mfa.enforce')}
                </MenuItem>
                <MenuItem onChoose={() => run(close, setMfa(props.kind, props.rows, false))}>
                  {t('mfa.release')}
                </MenuItem>
              </Show>
              <Show when={props.kind === 'company' && can('securityToken.reset')}>
                <MenuItem onChoose={() => run(close, resetSecurityToken(props.rows))}>
                  {t('company.resetToken')}
                </MenuItem>
              </Show>
            </>
          )}
        </Popover>
      </Show>
      <Show when={isWelcoming()}>
        <WelcomeDialog
          kind={props.kind}
          rows={props.rows}
          onClose={() => setWelcoming(false)}
          onDone={() => {
            setWelcoming(false)
            props.onDone?.()
          }}
        />
      </Show>
      <Show when={isDeleting()}>
        <DeleteOrganizations
          kind={props.kind}
          rows={props.rows}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            setDeleting(false)
            props.onDone?.()
            props.onDeleted?.()
          }}
        />
      </Show>
    </>
  )
}
