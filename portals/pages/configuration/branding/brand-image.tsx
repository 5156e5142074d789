import { createUniqueId, type JSX, Show } from 'solid-js'
import { put, remove } from '../../../ui/api/client.ts'
import type { BrandImageKind } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { t } from '../../../ui/i18n/translate.ts'
import { toastDone, toastFailed } from '../../../ui/toast/toasts.tsx'

/** One image of the brand: what is shown now, another in its place, or none of one's own. */
export function BrandImage(props: {
  path: string
  kind: BrandImageKind
  address: string | null
  onChanged: () => unknown
}): JSX.Element {
  const id = createUniqueId()
  let input: HTMLInputElement | undefined

  async function change(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
      toastDone(t('branding.saved'))
    } catch (cause) {
      toastFailed(cause, `${t(`branding.image.${props.kind}`)}:`)
    }
    await props.onChanged()
  }

  async function choose(file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer())
    await change(() => put(props.path, { content: toBase64(bytes) }))
  }

  return (
    <li>
      <div data-part="image">
        <Show when={props.address} fallback={<span data-tone="faint">{t('branding.image.none')}</span>}>
          {(address) => <img src={address()} alt={t(`branding.image.${props.kind}`)} />}
        </Show>
      </div>
      <div>
        <label for={id}>{t(`branding.image.${props.kind}`)}</label>
        <p data-part="note">{t(`branding.image.${props.kind}.help`)}</p>
      </div>
      <div data-part="buttons">
        <input
          id={id}
          ref={input}
          type="file"
          accept={props.kind === 'favicon' ? '.ico,image/png' : 'image/png'}
          hidden
          onChange={(event) => {
            const file = event.currentTarget.files?.[0]
            event.currentTarget.value = ''
            if (file) void choose(file)
          }}
        />
        <Button onPress={() => input?.click()}>{t('branding.image.set')}</Button>
        <Show when={props.address}>
          <Button variant="quiet" onPress={() => change(() => remove(props.path))}>
            {t('branding.image.remove')}
          </Button>
        </Show>
      </div>
    </li>
  )
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
