import './getting-started.css'
import { For, type JSX } from 'solid-js'
import { getPage } from '../../../ui/api/client.ts'
import { createLive } from '../../../ui/api/live.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { Link } from '../../../ui/link/link.tsx'
import { can, useSession } from '../../../ui/session/session.ts'
import { Status } from '../../../ui/status/status.tsx'
import type { StatusValue } from '../../../ui/status/vocabulary.ts'
import { checklist, type Step } from './checklist.ts'

const pollMs = 30_000

/** What there is to do until the first restore point, with what is done already. */
export default function GettingStarted(): JSX.Element {
  setTitle(() => t('start.title'))
  const steps = checklist(useSession()).filter((step) => can(step.permission))
  return (
    <>
      <header data-component="page-head">
        <h1 tabindex="-1">{t('start.title')}</h1>
      </header>
      <ol data-component="checklist">
        <For each={steps}>{(step) => <StepRow step={step} />}</For>
      </ol>
    </>
  )
}

function StepRow(props: { step: Step }): JSX.Element {
  const answer = createLive(
    () => props.step.address,
    async (address, signal) => {
      const { items, total } = await getPage<unknown>(address, {}, signal)
      return { total, data: items as unknown }
    },
    { intervalMs: pollMs },
  )
  const status = (): StatusValue => {
    const known = answer.data()
    if (known === undefined) return { kind: 'unknown', label: answer.error() ? 'status.unknown' : 'start.checking' }
    return props.step.isDone(known) ? { kind: 'success', label: 'start.done' } : { kind: 'never', label: 'start.toDo' }
  }
  return (
    <li>
      <Status value={status()} />
      <div>
        <Link href={props.step.href}>{t(props.step.title)}</Link>
        <p data-tone="secondary">{t(props.step.text)}</p>
      </div>
    </li>
  )
}
