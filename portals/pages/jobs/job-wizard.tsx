import { useNavigate } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { BackupAgent, JobConfigurationInput } from '../../ui/api/types.ts'
import { createForm } from '../../ui/form/form.ts'
import { t } from '../../ui/i18n/translate.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { formStep } from '../../ui/wizard/form-step.ts'
import { Wizard } from '../../ui/wizard/wizard.tsx'
import { checkJob, type JobValues, jobWireNames } from './job-form.ts'
import { ComputerStep, KeepStep, WhatStep, WhenStep } from './job-steps.tsx'
import { keepSummary, scheduleSummary, sourceSummary } from './job-summary.ts'
import { jobInput } from './job-wire.ts'
import { createResources, WhereStep } from './where-step.tsx'

interface JobWizardProps {
  title: string
  finishLabel: string
  initial: JobValues
  /** The job exists: its computer cannot be changed any more. */
  isEdit: boolean
  /** Gives the address to go on to. */
  onSave: (backupAgentUid: string, input: JobConfigurationInput) => Promise<string>
  onCancel: () => void
}

/** What of a computer is backed up, where to, when, and how long it is kept. */
export function JobWizard(props: JobWizardProps): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  const form = createForm<JobValues>({ initial: props.initial, validate: checkJob, wireNames: jobWireNames })
  const agent = createLiveOne<BackupAgent>(
    () => (form.values.backupAgentUid ? `/infrastructure/backupAgents/${form.values.backupAgentUid}` : undefined),
    { intervalMs: 0 },
  )
  const resources = createResources(() => agent.data()?.organizationUid)

  const fact = (label: string, value: string | undefined) => (value ? { label, value } : undefined)
  const steps = [
    ...(props.isEdit
      ? []
      : [
          formStep(form, {
            id: 'computer',
            title: t('jobForm.step.computer'),
            fields: ['backupAgentUid', 'name', 'description'],
            content: () => <ComputerStep form={form} agentName={agent.data()?.name} />,
            summary: () => [fact(t('jobForm.computer'), agent.data()?.name), fact(t('jobForm.name'), form.values.name)],
          }),
        ]),
    formStep(form, {
      id: 'what',
      title: t('jobForm.step.what'),
      fields: [
        'mode',
        'directories',
        'volumes',
        'includes',
        'excludes',
        ...(props.isEdit ? (['name', 'description'] as const) : []),
      ],
      content: () => <WhatStep form={form} asksName={props.isEdit} />,
      summary: () => [fact(t('jobForm.mode'), sourceSummary(form.values))],
    }),
    formStep(form, {
      id: 'where',
      title: t('jobForm.step.where'),
      fields: ['target', 'resourceUid', 'localPath'],
      content: () => <WhereStep form={form} resources={resources} companyUid={agent.data()?.organizationUid} />,
      summary: () => [
        form.values.target === 'LocalFolder'
          ? fact(t('jobForm.localPath'), form.values.localPath)
          : fact(t('jobForm.resource'), resources.nameOf(form.values.resourceUid)),
      ],
    }),
    formStep(form, {
      id: 'when',
      title: t('jobForm.step.when'),
      fields: ['schedule', 'time', 'days', 'dayOfMonth', 'interval', 'retryTimes', 'retryMinutes'],
      content: () => <WhenStep form={form} />,
      summary: () => [fact(t('jobForm.schedule'), scheduleSummary(form.values))],
    }),
    formStep(form, {
      id: 'keep',
      title: t('jobForm.step.keep'),
      fields: ['keepDays', 'keepLast', 'keepWeekly', 'keepMonthly', 'keepYearly'],
      content: () => <KeepStep form={form} />,
      summary: () => keepSummary(form.values),
    }),
  ]

  async function save(): Promise<void> {
    const mode = agent.data()?.operationMode ?? 'Server'
    const next = await form.submit((values) =>
      props.onSave(values.backupAgentUid, jobInput(values, mode, resources.userNameOf(values.resourceUid) ?? '')),
    )
    if (next) navigate(href(next), { replace: true })
  }

  return (
    <Wizard
      title={props.title}
      steps={steps}
      finishLabel={props.finishLabel}
      isBusy={form.isBusy()}
      failure={form.failure()}
      onFinish={save}
      onCancel={props.onCancel}
    />
  )
}
