import { For, type JSX } from 'solid-js'
import { Button } from '../button/button.tsx'
import { t } from '../i18n/translate.ts'
import { Icon } from '../icon/icon.tsx'
import { ButtonLink } from '../link/link.tsx'
import { Popover } from '../menu/menu.tsx'
import { setTheme, type Theme, theme } from '../preference/theme.ts'
import { roleName } from '../session/roles.ts'
import { signOut, useSession } from '../session/session.ts'

const themes: readonly Theme[] = ['system', 'light', 'dark']

export function UserMenu(): JSX.Element {
  const user = () => useSession().user
  const fullName = () => [user().firstName, user().lastName].filter(Boolean).join(' ') || user().userName
  return (
    <Popover
      kind="group"
      variant="quiet"
      align="end"
      name={t('user.menu', { name: fullName() })}
      label={
        <span data-part="me">
          <Icon name="user" />
          <span>{fullName()}</span>
        </span>
      }
    >
      {(close) => (
        <div data-part="user-menu">
          <p>
            <strong>{fullName()}</strong>
            <br />
            <span data-tone="secondary">
              {user().userName} · {roleName(user().role)}
            </span>
          </p>
          <fieldset>
            <legend>{t('user.theme')}</legend>
            <div data-part="themes">
              <For each={themes}>
                {(choice) => (
                  <label>
                    <input type="radio" name="theme" checked={theme() === choice} onChange={() => setTheme(choice)} />
                    <span>{t(`user.theme.${choice}`)}</span>
                  </label>
                )}
              </For>
            </div>
          </fieldset>
          <ButtonLink href="/profile" onClick={close}>
            {t('profile.open')}
          </ButtonLink>
          <Button onPress={signOut}>{t('user.signOut')}</Button>
        </div>
      )}
    </Popover>
  )
}
