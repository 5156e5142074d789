import type { JSX } from 'solid-js'
import type { Fact } from '../facts/facts.tsx'
import type { Form } from '../form/form.ts'
import type { WizardStep } from './wizard.tsx'

/** A wizard's step over some of a form's fields: it holds when they hold, and a refusal of one of them is its own. */
export function formStep<V extends object>(
  form: Form<V>,
  step: {
    id: string
    title: string
    fields: readonly (keyof V & string)[]
    content: () => JSX.Element
    summary: () => (Fact | undefined)[]
  },
): WizardStep {
  return {
    id: step.id,
    title: step.title,
    content: step.content,
    summary: step.summary,
    check: () => form.check(step.fields),
    isRefused: () => form.refused().some((name) => step.fields.includes(name)),
  }
}
