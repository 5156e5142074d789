import { useNavigate, useParams } from '@solidjs/router'
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { patch, post, remove } from '../../../ui/api/client.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { IdentityProviderSettings } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { Copyable } from '../../../ui/copyable/copyable.tsx'
import { DestroyDialog } from '../../../ui/dialog/destroy-dialog.tsx'
import { Facts } from '../../../ui/facts/facts.tsx'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { ButtonLink } from '../../../ui/link/link.tsx'
import { Moment } from '../../../ui/moment/moment.tsx'
import { useScope } from '../../../ui/scope/use-scope.ts'
import { useSession } from '../../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../../ui/state/states.tsx'
import { Status } from '../../../ui/status/status.tsx'
import { Tabs } from '../../../ui/tabs/tabs.tsx'
import { toastDone, toastFailed } from '../../../ui/toast/toasts.tsx'
import { PageHead } from '../../page-head.tsx'
import { providerHome, providerPath, providerStatus } from './provider.ts'
import { RuleTable } from './rule-table.tsx'
import { SignInTestView } from './sign-in-test.tsx'

export default function ProviderPage(): JSX.Element {
  const parameters = useParams<{ organizationUid: string; name: string; tab?: string }>()
  const path = () => providerPath({ organizationUid: parameters.organizationUid, name: parameters.name })
  const provider = createLiveOne<IdentityProviderSettings>(path)
  setTitle(() => provider.data()?.displayName)
  return (
    <Show
      when={provider.data()}
      fallback={
        <Show when={provider.error()} fallback={<Skeleton />}>
          {(error) => <ErrorState isPage error={error()} onRetry={provider.refresh} />}
        </Show>
      }
    >
      {(row) => <ProviderContent row={row()} tab={parameters.tab} onChanged={provider.refresh} />}
    </Show>
  )
}

function ProviderContent(props: {
  row: IdentityProviderSettings
  tab: string | undefined
  onChanged: () => unknown
}): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  const [isDeleting, setDeleting] = createSignal(false)
  const home = () => providerHome(props.row)

  async function change(work: () => Promise<unknown>, done: string): Promise<void> {
    try {
      await work()
      toastDone(done)
    } catch (cause) {
      toastFailed(cause)
    }
    await props.onChanged()
  }

  const setEnabled = (enabled: boolean) =>
    change(
      () => patch(providerPath(props.row), [{ op: 'replace', path: '/enabled', value: enabled }]),
      t(enabled ? 'sso.enabled' : 'sso.disabled', { name: props.row.displayName }),
    )

  return (
    <>
      <PageHead
        backHref="/single-sign-on"
        backLabel={t('sso.title')}
        title={props.row.displayName}
        status={<Status value={providerStatus(props.row)} />}
      >
        <ButtonLink href={`${home()}/edit`}>{t('action.edit')}</ButtonLink>
        <Button onPress={() => change(() => post(`${providerPath(props.row)}/revalidate`), t('sso.revalidated'))}>
          {t('sso.revalidate')}
        </Button>
        <Button onPress={() => setEnabled(!props.row.enabled)}>
          {t(props.row.enabled ? 'action.disable' : 'action.enable')}
        </Button>
        <Button icon="trash" onPress={() => setDeleting(true)}>
          {t('action.delete')}
        </Button>
      </PageHead>
      <Tabs
        base={`/${useSession().portal}`}
        tabs={[
          { href: home(), label: t('sso.tab.settings') },
          { href: `${home()}/rules`, label: t('sso.rules'), count: props.row.rulesCount },
          { href: `${home()}/test`, label: t('sso.tab.test') },
        ]}
      />
      <Switch fallback={<ProviderFacts row={props.row} />}>
        <Match when={props.tab === 'rules'}>
          <RuleTable provider={props.row} />
        </Match>
        <Match when={props.tab === 'test'}>
          <SignInTestView provider={props.row} />
        </Match>
      </Switch>
      <DestroyDialog
        isOpen={isDeleting()}
        onClose={() => setDeleting(false)}
        title={t('sso.delete.title', { name: props.row.displayName })}
        actionLabel={t('action.delete')}
        losses={props.row.rulesCount > 0 ? [t('loss.rules', { count: props.row.rulesCount })] : []}
        note={t('sso.delete.note')}
        confirmName={props.row.displayName}
        onConfirm={async () => {
          const name = props.row.displayName
          await remove(providerPath(props.row))
          toastDone(t('sso.deleted', { name }))
          navigate(href('/single-sign-on'))
        }}
      />
    </>
  )
}

/** What the provider has to be told, and what is known of it. */
function ProviderFacts(props: { row: IdentityProviderSettings }): JSX.Element {
  const isSaml = () => props.row.protocol === 'SAML2'
  const copyable = (label: string, text: string | null | undefined) =>
    text ? { label, value: <Copyable text={text} label={label} /> } : undefined
  const saml = () => (isSaml() ? props.row.configuration : undefined)
  const metadata = () =>
    `/api/v3/organizations/${props.row.organizationUid}/identityProviders/saml2/${encodeURIComponent(props.row.name)}/metadata`
  return (
    <div data-component="detail-body">
      <section>
        <h2>{t('sso.forProvider')}</h2>
        <Facts
          facts={[
            copyable(t(isSaml() ? 'sso.acs' : 'sso.redirectUri'), props.row.assertionConsumerServiceUrl),
            copyable(t('sso.serviceEntityId'), saml()?.entityId),
            isSaml()
              ? {
                  label: t('sso.metadata'),
                  value: (
                    <a href={metadata()} download={`${props.row.name}.xml`}>
                      {t('sso.metadata.download')}
                    </a>
                  ),
                }
              : undefined,
            copyable(t('sso.signInUrl'), props.row.signInUrl),
          ]}
        />
      </section>
      <section>
        <h2>{t('sso.ofProvider')}</h2>
        <Facts
          facts={[
            { label: t('sso.protocol'), value: t(`sso.protocol.${props.row.protocol}`) },
            props.row.errorMessage ? { label: t('sso.error'), value: props.row.errorMessage } : undefined,
            copyable(t('sso.issuer'), props.row.oidc?.issuer),
            copyable(t('sso.clientId'), props.row.oidc?.clientId),
            copyable(t('sso.entityId'), saml()?.identityProviders[0]?.entityId),
            copyable(t('sso.metadataLocation'), saml()?.identityProviders[0]?.metadataLocation),
            { label: t('sso.validated'), value: <Moment at={props.row.validatedAt} /> },
          ]}
        />
      </section>
    </div>
  )
}
