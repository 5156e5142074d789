import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { put } from '../../../ui/api/client.ts'
import { ApiError, toApiError } from '../../../ui/api/error.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { IpAllowList } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { CheckField, TextArea } from '../../../ui/form/fields.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useSession } from '../../../ui/session/session.ts'
import { ErrorState, ErrorStrip, Skeleton } from '../../../ui/state/states.tsx'
import { toastDone } from '../../../ui/toast/toasts.tsx'

/** From where the users of the viewer's organization may sign in. */
export function AllowedAddresses(): JSX.Element {
  const path = `/organizations/${useSession().organization.instanceUid}/ipAllowList`
  const list = createLiveOne<IpAllowList>(() => path, { intervalMs: 0 })
  return (
    <section>
      <h2>{t('allowList.title')}</h2>
      <Switch fallback={<Skeleton lines={2} />}>
        <Match when={list.error()}>{(error) => <ErrorState error={error()} onRetry={list.refresh} />}</Match>
        <Match when={list.data()}>
          <Show when={list.data()} keyed>
            {(known) => <ListForm path={path} list={known} />}
          </Show>
        </Match>
      </Switch>
    </section>
  )
}

function lines(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function ListForm(props: { path: string; list: IpAllowList }): JSX.Element {
  const known = props.list
  const [isForcing, setForcing] = createSignal(false)
  const form = createForm({
    initial: { isEnabled: known.isEnabled, blocks: known.blocks.join('\n'), isForced: false },
    validate: (values) =>
      values.isEnabled && lines(values.blocks).length === 0 ? { blocks: t('allowList.needed') } : {},
    wireNames: { blocks: 'blocks', isEnabled: 'isEnabled' },
  })

  /** The one refusal that can be insisted on is that of a list that locks out whoever saves it. */
  function explained(cause: unknown): ApiError {
    const error = toApiError(cause)
    setForcing(error.kind === 'conflict')
    if (error.kind !== 'conflict') return error
    const message = t('allowList.lockedOut', { address: known.clientAddress ?? '' })
    return new ApiError(error.kind, error.status, [{ message, propertyName: 'blocks' }], error.requestId)
  }

  async function save(): Promise<void> {
    const isSaved = await form.submit(async ({ isEnabled, blocks, isForced }) => {
      try {
        await put<IpAllowList>(props.path, { isEnabled, blocks: lines(blocks), isForced })
      } catch (cause) {
        throw explained(cause)
      }
      return true
    })
    if (!isSaved) return
    setForcing(false)
    toastDone(t('allowList.saved'))
  }

  return (
    <div data-component="form">
      <CheckField form={form} name="isEnabled" label={t('allowList.isEnabled')} help={t('allowList.help')} />
      <TextArea
        form={form}
        name="blocks"
        isCode
        rows={5}
        label={t('allowList.blocks')}
        help={t('allowList.blocks.help', { address: known.clientAddress ?? '–' })}
        placeholder={'192.0.2.0/24\n2001:db8::/32'}
        isOptional={!form.values.isEnabled}
      />
      <Show when={isForcing()}>
        <CheckField form={form} name="isForced" label={t('allowList.force')} help={t('allowList.force.help')} />
      </Show>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
      <div data-part="buttons">
        <Button variant="primary" isBusy={form.isBusy()} onPress={save}>
          {t('action.save')}
        </Button>
      </div>
    </div>
  )
}
