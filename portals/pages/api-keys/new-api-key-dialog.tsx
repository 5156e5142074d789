import { createSignal, type JSX, Show } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import { equals } from '../../ui/api/filter.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { User, UserLogin } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { createForm, narrowForm } from '../../ui/form/form.ts'
import { requireText } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { userSource } from '../../ui/pick/sources.ts'
import { useSession } from '../../ui/session/session.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { checkKey, KeyFields, type KeyValues, keyWireNames } from './key-fields.tsx'

interface NewKeyProps {
  user: User | undefined
  organizationUid: string | undefined
  onClose: () => void
}

/** The console keeps no key, only its hash: what is not taken from this dialog is lost. */
function readKey(login: UserLogin): string {
  const parameters: unknown = JSON.parse(login.parameters)
  const key = typeof parameters === 'object' && parameters !== null && 'apiKey' in parameters ? parameters.apiKey : ''
  return typeof key === 'string' ? key : ''
}

export function NewApiKeyDialog(props: NewKeyProps): JSX.Element {
  const own = useSession().user
  const [key, setKey] = createSignal<string>()
  const isOwnOrganization = () =>
    props.organizationUid === undefined || props.organizationUid === useSession().organization.instanceUid
  const form = createForm({
    initial: {
      description: '',
      scopes: ['rest'],
      isReadOnly: false,
      userUid: props.user?.instanceUid ?? (isOwnOrganization() ? own.instanceUid : ''),
    },
    validate: (values) => {
      const broken = checkKey(values)
      const user = requireText(values.userUid)
      return user ? { ...broken, userUid: user } : broken
    },
    wireNames: { ...keyWireNames, userUid: 'userUid' },
  })
  const source = () => {
    const users = userSource()
    return props.organizationUid ? { ...users, filter: [equals('organizationUid', props.organizationUid)] } : users
  }

  async function create(): Promise<void> {
    const login = await form.submit((values) =>
      post<UserLogin>(`/users/${values.userUid}/logins/apikey`, undefined, {
        description: values.description.trim(),
        scopes: values.scopes.join(','),
        isReadAccessOnly: values.isReadOnly,
      }),
    )
    if (!login) return
    setKey(readKey(login))
    await revalidate('/users/logins')
  }

  return (
    <Dialog
      isOpen
      isHeld={key() !== undefined}
      onClose={props.onClose}
      title={key() ? t('apiKey.made') : t('apiKey.new')}
      actions={
        <Show when={!key()} fallback={<Button onPress={props.onClose}>{t('apiKey.taken')}</Button>}>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={create}>
            {t('apiKey.create')}
          </Button>
        </Show>
      }
    >
      <Show
        when={key()}
        fallback={
          <>
            <div data-component="form">
              <Show when={!props.user}>
                <PickField
                  form={form}
                  name="userUid"
                  label={t('apiKey.user')}
                  help={t('apiKey.user.help')}
                  placeholder={t('pick.findUser')}
                  source={source()}
                  nameOf={(uid) => (uid === own.instanceUid ? own.userName : undefined)}
                />
              </Show>
              <KeyFields form={narrowForm<KeyValues>(form)} />
            </div>
            <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
          </>
        }
      >
        {(secret) => (
          <>
            <p>
              <strong>{t('apiKey.once')}</strong>
            </p>
            <div data-component="field">
              <span>{t('apiKey.one')}</span>
              <Copyable isBlock text={secret()} label={t('apiKey.one')} />
            </div>
            <p data-tone="secondary">{t('apiKey.use')}</p>
            <Copyable isBlock text={`curl -H 'Authorization: Bearer ${secret()}' ${location.origin}/api/v3/users/me`} />
          </>
        )}
      </Show>
    </Dialog>
  )
}
