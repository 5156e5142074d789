import { createSignal, type JSX, Show } from 'solid-js'
import type { User } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { MenuItem, Popover } from '../../ui/menu/menu.tsx'
import { can } from '../../ui/session/session.ts'
import {
  actAs,
  canActAs,
  deleteUsers,
  disableUsers,
  enableUsers,
  enforceSecondFactor,
  inviteUsers,
  isChangeable,
  resetSecondFactor,
} from './user-actions.ts'

interface UserButtonsProps {
  rows: readonly User[]
  onDone?: () => void
  onDeleted?: () => void
}

/** What can be done with one user, and with several: the same in the panel, on the page and in the bulk bar. */
export function UserButtons(props: UserButtonsProps): JSX.Element {
  const [asked, setAsked] = createSignal<'delete' | 'mfaReset' | 'actAs'>()
  const rows = () => props.rows.filter(isChangeable)
  const one = () => (props.rows.length === 1 ? props.rows[0] : undefined)
  const subject = () => one()?.userName ?? t('user.count', { count: rows().length })
  const isAny = (status: string) => rows().some((row) => row.status === status)
  const withAddress = () => rows().filter((row) => row.profile.email)
  const close = () => setAsked(undefined)
  const isConfigured = () => can('mfa.manage') && one()?.mfaPolicyConfigurationStatus === 'Configured'

  async function run(work: Promise<unknown>): Promise<void> {
    await work
    props.onDone?.()
  }

  return (
    <>
      <Show when={one() && canActAs(one() as User)}>
        <Button onPress={() => setAsked('actAs')}>{t('user.actAs')}</Button>
      </Show>
      <Show when={rows().length > 0}>
        <Show when={isAny('Disabled')}>
          <Button onPress={() => run(enableUsers(rows()))}>{t('action.enable')}</Button>
        </Show>
        <Show when={isAny('Enabled')}>
          <Button onPress={() => run(disableUsers(rows()))}>{t('action.disable')}</Button>
        </Show>
        <Button icon="trash" onPress={() => setAsked('delete')}>
          {t('action.delete')}
        </Button>
        <Show when={withAddress().length > 0 || can('mfa.manage') || isConfigured()}>
          <Popover kind="menu" align="end" label={t('action.more')}>
            {(closeMenu) => {
              const choose = (work: () => unknown) => {
                closeMenu()
                work()
              }
              return (
                <>
                  <Show when={withAddress().length > 0}>
                    <MenuItem onChoose={() => choose(() => run(inviteUsers(withAddress())))}>
                      {t('user.invite')}
                    </MenuItem>
                  </Show>
                  <Show when={can('mfa.manage')}>
                    <MenuItem onChoose={() => choose(() => run(enforceSecondFactor(rows(), true)))}>
                      {t('mfa.enforce')}
                    </MenuItem>
                    <MenuItem onChoose={() => choose(() => run(enforceSecondFactor(rows(), false)))}>
                      {t('mfa.release')}
                    </MenuItem>
                  </Show>
                  <Show when={isConfigured()}>
                    <MenuItem isDanger onChoose={() => choose(() => setAsked('mfaReset'))}>
                      {t('user.mfaReset')}
                    </MenuItem>
                  </Show>
                </>
              )
            }}
          </Popover>
        </Show>
      </Show>
      <DestroyDialog
        isOpen={asked() === 'delete'}
        onClose={close}
        title={t('delete.title', { name: subject() })}
        actionLabel={t('user.delete', { count: rows().length })}
        losses={[]}
        note={t('user.delete.note')}
        confirmName={subject()}
        onConfirm={async () => {
          await deleteUsers(rows())
          props.onDone?.()
          props.onDeleted?.()
        }}
      />
      <Show when={one()}>
        {(row) => (
          <>
            <DestroyDialog
              isOpen={asked() === 'mfaReset'}
              onClose={close}
              title={t('user.mfaReset.title', { name: row().userName })}
              actionLabel={t('user.mfaReset')}
              losses={[]}
              note={t('user.mfaReset.note')}
              onConfirm={() => resetSecondFactor(row())}
            />
            <DestroyDialog
              isOpen={asked() === 'actAs'}
              onClose={close}
              title={t('user.actAs.title', { name: row().userName })}
              actionLabel={t('user.actAs')}
              isCareful
              losses={[]}
              note={t('user.actAs.note')}
              onConfirm={() => actAs(row())}
            />
          </>
        )}
      </Show>
    </>
  )
}
