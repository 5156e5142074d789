import './wizard.css'
import { useSearchParams } from '@solidjs/router'
import { For, type JSX, Show } from 'solid-js'
import type { ApiError } from '../api/error.ts'
import { Button } from '../button/button.tsx'
import { type Fact, Facts } from '../facts/facts.tsx'
import { t } from '../i18n/translate.ts'
import { Icon } from '../icon/icon.tsx'
import { ErrorStrip } from '../state/states.tsx'

export interface WizardStep {
  id: string
  title: string
  content: () => JSX.Element
  /** What the step has settled so far, for the summary at the right. */
  summary: () => (Fact | undefined)[]
  /** Marks the step's fields as visited; false keeps the person on the step. */
  check: () => boolean
  /** A refusal of the server belongs to this step. */
  isRefused: () => boolean
}

interface WizardProps {
  title: string
  steps: readonly WizardStep[]
  finishLabel: string
  isBusy: boolean
  failure: ApiError | undefined
  /** Resolves when it is done or refused; the wizard then leads to the first refused step. */
  onFinish: () => Promise<unknown>
  onCancel: () => void
  /** What exists is changed: it can be saved from every step. */
  isEdit?: boolean
}

/**
 * A page that asks in steps. The step stands in the address: Back goes one step back and what was typed stays, since the
 * form lives outside the steps.
 */
export function Wizard(props: WizardProps): JSX.Element {
  const [parameters, setParameters] = useSearchParams<{ step?: string }>()
  const index = () =>
    Math.max(
      0,
      props.steps.findIndex((step) => step.id === parameters.step),
    )
  const present = () => props.steps[index()]
  const isLast = () => index() === props.steps.length - 1
  let form: HTMLFormElement | undefined

  function goTo(target: number): void {
    const step = props.steps[target]
    if (!step || target === index()) return
    setParameters({ step: target === 0 ? undefined : step.id })
    queueMicrotask(() => form?.querySelector<HTMLElement>('h2')?.focus())
  }

  /** Forward only over steps that hold; the first that does not stops the way. */
  function goForward(target: number): boolean {
    for (let step = index(); step < target; step += 1) {
      if (!props.steps[step]?.check()) {
        goTo(step)
        return false
      }
    }
    goTo(target)
    return true
  }

  async function submit(): Promise<void> {
    if (!isLast() && !props.isEdit) {
      goForward(index() + 1)
      return
    }
    const broken = props.steps.findIndex((step) => !step.check())
    if (broken >= 0) {
      goTo(broken)
      return
    }
    await props.onFinish()
    const refused = props.steps.findIndex((step) => step.isRefused())
    if (refused >= 0) goTo(refused)
  }

  return (
    <div data-component="wizard">
      <header data-component="page-head">
        <h1 tabindex="-1">{props.title}</h1>
      </header>
      <div data-part="columns">
        <nav aria-label={t('wizard.steps')}>
          <ol>
            <For each={props.steps}>
              {(step, place) => (
                <li>
                  <button
                    type="button"
                    aria-current={place() === index() ? 'step' : undefined}
                    data-refused={step.isRefused() ? '' : undefined}
                    onClick={() => (place() > index() ? goForward(place()) : goTo(place()))}
                  >
                    <span data-part="number" aria-hidden="true">
                      <Show when={place() < index()} fallback={place() + 1}>
                        <Icon name="check" size={12} />
                      </Show>
                    </span>
                    {step.title}
                  </button>
                </li>
              )}
            </For>
          </ol>
        </nav>
        <form
          ref={form}
          data-component="form"
          novalidate
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <h2 tabindex="-1">{present()?.title}</h2>
          <Show when={present()} keyed>
            {(step) => step.content()}
          </Show>
          <Show when={props.failure}>{(error) => <ErrorStrip error={error()} />}</Show>
          <div data-part="buttons">
            <Button onPress={props.onCancel}>{t('action.cancel')}</Button>
            <span />
            <Show when={index() > 0}>
              <Button onPress={() => goTo(index() - 1)}>{t('wizard.back')}</Button>
            </Show>
            <Show when={props.isEdit && !isLast()}>
              <Button onPress={() => goForward(index() + 1)}>{t('wizard.next')}</Button>
            </Show>
            <Button type="submit" variant="primary" isBusy={props.isBusy}>
              {isLast() || props.isEdit ? props.finishLabel : t('wizard.next')}
            </Button>
          </div>
        </form>
        <aside aria-label={t('wizard.summary')}>
          <h2>{t('wizard.summary')}</h2>
          <Facts
            facts={props.steps.slice(0, props.isEdit ? undefined : index() + 1).flatMap((step) => step.summary())}
          />
        </aside>
      </div>
    </div>
  )
}
