import { type JSX, Show } from 'solid-js'
import { formatExactSize, formatSize } from '../format/size.ts'
import { t } from '../i18n/translate.ts'

/** Bytes: three significant digits to read, the exact number on hover. */
export function Size(props: { bytes: number | null | undefined }): JSX.Element {
  return (
    <Show when={typeof props.bytes === 'number'} fallback={<span data-tone="faint">{t('value.none')}</span>}>
      <span title={formatExactSize(props.bytes ?? 0)}>{formatSize(props.bytes ?? 0)}</span>
    </Show>
  )
}
