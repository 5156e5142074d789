import { createSignal, type JSX, Show } from 'solid-js'
import { post, remove } from '../../ui/api/client.ts'
import { type ApiError, toApiError } from '../../ui/api/error.ts'
import { revalidate } from '../../ui/api/live.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { Repository, RepositoryDetail } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { formatCount } from '../../ui/format/number.ts'
import { formatSize } from '../../ui/format/size.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Moment } from '../../ui/moment/moment.tsx'
import { Size } from '../../ui/moment/size.tsx'
import { can } from '../../ui/session/session.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { Status } from '../../ui/status/status.tsx'
import { repositoryStatus } from '../../ui/status/vocabulary.ts'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { CompanyName, ComputerName } from '../organizations/names.tsx'
import { CredentialsDialog } from './credentials-dialog.tsx'

export function RepositoryPanel(props: { row: Repository }): JSX.Element {
  const [isIssuing, setIssuing] = createSignal(false)
  const [isDeleting, setDeleting] = createSignal(false)
  const isActive = () => props.row.status === 'Active'

  async function deleteRepository(): Promise<void> {
    await remove(`/repositories/${props.row.instanceUid}`)
    await revalidate('/repositories')
    toastDone(t('repository.deleted', { name: props.row.name }))
  }

  return (
    <>
      <div data-part="actions">
        <Show when={can('repositories.access') && isActive()}>
          <Button icon="key" onPress={() => setIssuing(true)}>
            {t('repository.credentials')}
          </Button>
        </Show>
        <Show when={can('repositories.manage') && props.row.status !== 'Deleted'}>
          <Button icon="trash" onPress={() => setDeleting(true)}>
            {t('action.delete')}
          </Button>
        </Show>
      </div>
      <Facts
        facts={[
          { label: t('repository.status'), value: <Status value={repositoryStatus(props.row.status)} /> },
          { label: t('repository.company'), value: <CompanyName uid={props.row.organizationUid} /> },
          { label: t('repository.computer'), value: <ComputerName backupAgentUid={props.row.backupAgentUid} /> },
          { label: t('repository.used'), value: <Size bytes={props.row.usedBytes} /> },
          { label: t('repository.objects'), value: formatCount(props.row.objectCount) },
          { label: t('repository.hidden'), value: <Size bytes={props.row.hiddenBytes} /> },
          { label: t('repository.egress'), value: <Size bytes={props.row.egressBytes} /> },
          { label: t('repository.custody'), value: t(`repository.custody.${props.row.passwordCustody}`) },
          { label: t('repository.created'), value: <Moment at={props.row.creationDate} isAbsolute /> },
          { label: t('repository.id'), value: <Copyable text={props.row.instanceUid} label={t('repository.id')} /> },
        ]}
      />
      <Show when={can('repositories.revealPassword')}>
        <RepositoryPassword row={props.row} />
      </Show>
      <Show when={isIssuing()}>
        <CredentialsDialog row={props.row} onClose={() => setIssuing(false)} />
      </Show>
      <DestroyDialog
        isOpen={isDeleting()}
        onClose={() => setDeleting(false)}
        title={t('repository.delete.title', { name: props.row.name })}
        actionLabel={t('repository.delete')}
        losses={[formatSize(props.row.usedBytes), t('loss.objects', { count: props.row.objectCount })]}
        note={t('repository.delete.note')}
        confirmName={props.row.name}
        onConfirm={deleteRepository}
      />
    </>
  )
}

/** The escrowed restic password, fetched only when asked for: each look is audited. */
function RepositoryPassword(props: { row: Repository }): JSX.Element {
  const [password, setPassword] = createSignal<string>()
  const [error, setError] = createSignal<ApiError>()
  const detail = createLiveOne<RepositoryDetail>(() => `/repositories/${props.row.instanceUid}`, { intervalMs: 0 })

  async function reveal(): Promise<void> {
    setError(undefined)
    try {
      setPassword((await post<{ password: string }>(`/repositories/${props.row.instanceUid}/password`)).password)
    } catch (cause) {
      setError(toApiError(cause))
    }
  }

  return (
    <section>
      <h3>{t('repository.password')}</h3>
      <Show
        when={detail.data()?.hasEscrowedPassword}
        fallback={
          <Show when={detail.data()}>
            <p data-tone="secondary">{t('repository.password.none')}</p>
          </Show>
        }
      >
        <Show
          when={password()}
          fallback={
            <>
              <p data-tone="secondary">{t('repository.password.text')}</p>
              <Button onPress={reveal}>{t('repository.password.reveal')}</Button>
            </>
          }
        >
          {(text) => (
            <>
              <Copyable text={text()} label={t('repository.password')} isBlock />
              <Button variant="quiet" onPress={() => setPassword(undefined)}>
                {t('repository.password.hide')}
              </Button>
            </>
          )}
        </Show>
      </Show>
      <Show when={error()}>{(failure) => <ErrorStrip error={failure()} />}</Show>
    </section>
  )
}
