import './welcome-preview.css'
import { type JSX, Show } from 'solid-js'
import { fillInOwnWords, isHtml, ownWordsToHtml } from '../../../../domain/own-words.ts'
import { Dialog } from '../../../ui/dialog/dialog.tsx'
import { t } from '../../../ui/i18n/translate.ts'

interface PreviewProps {
  text: string
  hasSelfService: boolean
  onClose: () => void
}

/** The words as the mail will have them, with an example's names; the mail's own parts are only named. */
export function WelcomePreview(props: PreviewProps): JSX.Element {
  const filled = () =>
    fillInOwnWords(props.text, {
      company: t('welcome.preview.company'),
      userName: t('welcome.preview.userName'),
      portalUrl: location.origin,
    })
  return (
    <Dialog isOpen title={t('welcome.preview')} onClose={props.onClose}>
      <div data-component="welcome-preview">
        <Show when={props.text.trim()} fallback={<p>{t('welcome.preview.none')}</p>}>
          <Show when={isHtml(props.text)} fallback={<p data-part="plain">{filled().trim()}</p>}>
            {/* Reduced as in the mail, and shut in besides: nothing in it runs, loads or reaches the portal. */}
            <iframe sandbox="" title={t('welcome.preview.words')} srcdoc={ownWordsToHtml(filled())} />
          </Show>
        </Show>
        <p data-tone="secondary">
          {t(props.hasSelfService ? 'welcome.preview.rest' : 'welcome.preview.restWithoutSection')}
        </p>
      </div>
    </Dialog>
  )
}
