import type { JSX } from 'solid-js'
import { setTitle } from '../ui/frame/title.ts'
import { t } from '../ui/i18n/translate.ts'
import { ButtonLink } from '../ui/link/link.tsx'
import { EmptyState } from '../ui/state/states.tsx'

export default function NotFound(): JSX.Element {
  setTitle(() => t('error.notFound.title'))
  return (
    <EmptyState isPage icon="search" title={t('error.notFound.title')} text={t('page.notFound.text')}>
      <ButtonLink href="/">{t('nav.overview')}</ButtonLink>
    </EmptyState>
  )
}
