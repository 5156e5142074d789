import type { JSX } from 'solid-js'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { LocationTable } from './location-table.tsx'

export default function LocationList(): JSX.Element {
  setTitle(() => t('nav.locations'))
  return <LocationTable title={t('nav.locations')} />
}
