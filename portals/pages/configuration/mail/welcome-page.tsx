import '../settings-page.css'
import { useSearchParams } from '@solidjs/router'
import { createEffect, createSignal, type JSX, on, Show } from 'solid-js'
import { patch } from '../../../ui/api/client.ts'
import { companies, resellers } from '../../../ui/api/names.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { CustomWelcomeEmailTemplate } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { DestroyDialog } from '../../../ui/dialog/destroy-dialog.tsx'
import { CheckField, RadioField, TextArea } from '../../../ui/form/fields.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { PickField } from '../../../ui/pick/pick-field.tsx'
import { companySource, resellerSource } from '../../../ui/pick/sources.ts'
import { can, useSession } from '../../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../../ui/state/states.tsx'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { SettingsForm } from '../settings-page.tsx'
import { MailTabs } from './mail-tabs.tsx'
import { WelcomePreview } from './welcome-preview.tsx'
import {
  checkWelcome,
  isTemplateOf,
  takeBack,
  type WelcomeAudience,
  type WelcomeTarget,
  type WelcomeValues,
  welcomeAudiences,
  welcomeChangePath,
  welcomePatch,
  welcomePath,
  welcomeTarget,
  welcomeValues,
  welcomeWireNames,
} from './welcome-values.ts'

/** Whose words the viewer may write: those of everybody below need more than the care of single companies. */
function offeredAudiences(): WelcomeAudience[] {
  const isOffered: Record<WelcomeAudience, boolean> = {
    companies: can('organizationProfile.edit'),
    resellers: can('resellers.edit') && can('organizationProfile.edit'),
    company: can('companies.edit'),
    reseller: can('resellers.edit'),
  }
  return welcomeAudiences.filter((audience) => isOffered[audience])
}

/** The words of welcome mails: which of them stands in the address, so that what sends one can lead here. */
export default function WelcomePage(): JSX.Element {
  setTitle(() => t('welcome.title'))
  const session = useSession()
  const [parameters, setParameters] = useSearchParams<{ audience?: string; organization?: string }>()
  const offered = offeredAudiences()
  const choice = createForm({
    initial: {
      audience: offered.find((audience) => audience === parameters.audience) ?? offered[0] ?? 'company',
      organizationUid: parameters.organization ?? '',
    },
    validate: () => ({}),
  })
  const audience = () => choice.values.audience as WelcomeAudience
  const isOne = () => audience() === 'company' || audience() === 'reseller'
  const isOfReseller = () => audience() === 'reseller'
  const nameOf = (uid: string) => (isOfReseller() ? resellers : companies).row(uid)?.name
  // A company that was picked is no reseller.
  createEffect(on(audience, () => choice.set('organizationUid', ''), { defer: true }))
  createEffect(() =>
    setParameters(
      { audience: audience(), organization: isOne() ? choice.values.organizationUid || undefined : undefined },
      { replace: true },
    ),
  )
  const target = () => welcomeTarget(audience(), session.organization.instanceUid, choice.values.organizationUid)
  const template = createLiveOne<CustomWelcomeEmailTemplate>(
    () => {
      const wanted = target()
      return wanted && welcomePath(wanted)
    },
    { intervalMs: 0 },
  )
  const known = () => {
    const wanted = target()
    const found = template.data()
    return wanted && found && isTemplateOf(found, wanted) ? { target: wanted, template: found } : undefined
  }

  return (
    <>
      <MailTabs />
      <header data-component="page-head">
        <h1 tabindex="-1">{t('welcome.title')}</h1>
      </header>
      <div data-component="settings-page">
        <section>
          <p data-tone="secondary">{t('welcome.text')}</p>
          <div data-component="form">
            <RadioField
              form={choice}
              name="audience"
              label={t('welcome.audience')}
              choices={offered.map((value) => ({ value, label: t(`welcome.audience.${value}`) }))}
            />
            <Show when={isOne()}>
              <PickField
                form={choice}
                name="organizationUid"
                label={isOfReseller() ? t('reseller.one') : t('install.company')}
                placeholder={isOfReseller() ? t('pick.findReseller') : t('install.company.choose')}
                source={isOfReseller() ? resellerSource() : companySource()}
                nameOf={nameOf}
              />
            </Show>
          </div>
        </section>
        <Show when={target()}>
          <Show
            when={template.error()}
            fallback={
              <Show when={known()} keyed fallback={<Skeleton lines={4} />}>
                {(found) => <WelcomeForm {...found} isOne={isOne()} onSaved={template.refresh} />}
              </Show>
            }
          >
            {(error) => <ErrorState error={error()} onRetry={template.refresh} />}
          </Show>
        </Show>
      </div>
    </>
  )
}

interface WelcomeFormProps {
  target: WelcomeTarget
  template: CustomWelcomeEmailTemplate
  isOne: boolean
  onSaved: () => Promise<void>
}

function WelcomeForm(props: WelcomeFormProps): JSX.Element {
  const [isPreviewing, setPreviewing] = createSignal(false)
  const [isResetting, setResetting] = createSignal(false)
  const form = createForm<WelcomeValues>({
    initial: welcomeValues(props.template),
    validate: checkWelcome,
    wireNames: welcomeWireNames,
  })

  const absence = () => {
    if (props.isOne) return 'welcome.inherited.one'
    return useSession().portal === 'admin' ? 'welcome.default' : 'welcome.inherited'
  }

  async function save(): Promise<void> {
    const done = await form.submit(async (values) => {
      await patch(welcomeChangePath(props.target), welcomePatch(values))
      return true
    })
    if (!done) return
    toastDone(t('welcome.saved'))
    await props.onSaved()
  }

  async function reset(): Promise<void> {
    await patch(welcomeChangePath(props.target), takeBack)
    toastDone(t('welcome.reset.done'))
    await props.onSaved()
  }

  return (
    <>
      <SettingsForm
        form={form}
        onSave={save}
        actions={
          <>
            <Button onPress={() => setPreviewing(true)}>{t('welcome.preview')}</Button>
            <Show when={!props.template.isDefault}>
              <Button onPress={() => setResetting(true)}>{t('welcome.reset')}</Button>
            </Show>
          </>
        }
      >
        <Show when={props.template.isDefault}>
          <p role="note">{t(absence())}</p>
        </Show>
        <div data-component="form">
          <TextArea
            form={form}
            name="text"
            label={t('welcome.words')}
            help={t('welcome.words.help')}
            rows={10}
            isOptional
          />
          <CheckField
            form={form}
            name="hasSelfService"
            label={t('welcome.selfService')}
            help={t(
              props.target.organizationType === 'Company'
                ? 'welcome.selfService.company'
                : 'welcome.selfService.reseller',
            )}
          />
        </div>
      </SettingsForm>
      <Show when={isPreviewing()}>
        <WelcomePreview
          text={form.values.text}
          hasSelfService={form.values.hasSelfService}
          onClose={() => setPreviewing(false)}
        />
      </Show>
      <DestroyDialog
        isOpen={isResetting()}
        isCareful
        onClose={() => setResetting(false)}
        title={t('welcome.reset.title')}
        actionLabel={t('welcome.reset')}
        losses={[]}
        note={t('welcome.reset.note')}
        onConfirm={reset}
      />
    </>
  )
}
