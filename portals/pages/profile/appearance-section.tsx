import { For, type JSX } from 'solid-js'
import '../../ui/form/fields.css'
import { t } from '../../ui/i18n/translate.ts'
import { setTheme, type Theme, theme } from '../../ui/preference/theme.ts'

const themes: readonly Theme[] = ['system', 'light', 'dark']

/** Kept in this browser, as columns and closed menus are. */
export function AppearanceSection(): JSX.Element {
  return (
    <section>
      <h2>{t('user.theme')}</h2>
      <fieldset data-component="radio-field">
        <legend data-visually-hidden>{t('user.theme')}</legend>
        <div data-component="themes">
          <For each={themes}>
            {(choice) => (
              <div data-component="choice">
                <input
                  id={`theme-${choice}`}
                  type="radio"
                  name="profile-theme"
                  checked={theme() === choice}
                  onChange={() => setTheme(choice)}
                />
                <label for={`theme-${choice}`}>{t(`user.theme.${choice}`)}</label>
              </div>
            )}
          </For>
        </div>
        <p data-part="note">{t('profile.theme.help')}</p>
      </fieldset>
    </section>
  )
}
