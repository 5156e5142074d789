import './job-steps.css'
import { For, type JSX, Show } from 'solid-js'
import { backupAgents } from '../../ui/api/names.ts'
import { CheckField, RadioField, SelectField, TextArea, TextField } from '../../ui/form/fields.tsx'
import type { Form } from '../../ui/form/form.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { linuxAgentSource } from '../../ui/pick/sources.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { intervals, type JobValues, weekdays, weeks } from './job-form.ts'
import { intervalWord } from './job-summary.ts'

interface StepProps {
  form: Form<JobValues>
}

export function ComputerStep(props: StepProps & { agentName: string | undefined }): JSX.Element {
  const { scope } = useScope()
  return (
    <>
      <PickField
        form={props.form}
        name="backupAgentUid"
        label={t('jobForm.computer')}
        placeholder={t('jobForm.computer.choose')}
        source={linuxAgentSource(scope().company)}
        nameOf={(uid) => backupAgents.row(uid)?.name}
      />
      <NameFields form={props.form} />
    </>
  )
}

function NameFields(props: StepProps): JSX.Element {
  return (
    <>
      <TextField form={props.form} name="name" label={t('jobForm.name')} maxLength={255} />
      <TextField form={props.form} name="description" label={t('jobForm.description')} isOptional />
    </>
  )
}

export function WhatStep(props: StepProps & { asksName: boolean }): JSX.Element {
  return (
    <>
      <Show when={props.asksName}>
        <NameFields form={props.form} />
      </Show>
      <RadioField
        form={props.form}
        name="mode"
        label={t('jobForm.mode')}
        choices={[
          { value: 'FilesFolders', label: t('jobForm.files') },
          { value: 'EntireComputer', label: t('jobForm.entire'), help: t('jobForm.entire.help') },
          { value: 'Volume', label: t('jobForm.volume'), help: t('jobForm.volume.help') },
        ]}
      />
      <Show when={props.form.values.mode === 'FilesFolders'}>
        <TextArea
          form={props.form}
          name="directories"
          label={t('jobForm.directories')}
          help={t('jobForm.directories.help')}
          placeholder={'/home\n/etc'}
          isCode
        />
        <TextArea
          form={props.form}
          name="includes"
          label={t('jobForm.includes')}
          help={t('jobForm.includes.help')}
          rows={2}
          isOptional
          isCode
        />
        <TextArea
          form={props.form}
          name="excludes"
          label={t('jobForm.excludes')}
          help={t('jobForm.excludes.help')}
          rows={3}
          isOptional
          isCode
        />
      </Show>
      <Show when={props.form.values.mode === 'Volume'}>
        <TextArea
          form={props.form}
          name="volumes"
          label={t('jobForm.volumes')}
          help={t('jobForm.volumes.help')}
          placeholder={'/home\n/var'}
          isCode
        />
      </Show>
    </>
  )
}

export function WhenStep(props: StepProps): JSX.Element {
  const is = (schedule: string) => props.form.values.schedule === schedule
  return (
    <>
      <RadioField
        form={props.form}
        name="schedule"
        label={t('jobForm.schedule')}
        choices={[
          { value: 'Daily', label: t('jobForm.schedule.daily') },
          { value: 'Monthly', label: t('jobForm.schedule.monthly') },
          { value: 'Periodically', label: t('jobForm.schedule.periodically') },
          { value: 'NotScheduled', label: t('jobForm.schedule.none') },
        ]}
      />
      <Show when={is('Daily') || is('Monthly')}>
        <div data-part="pair">
          <TextField
            form={props.form}
            name="time"
            type="time"
            label={t('jobForm.time')}
            help={t('jobForm.time.help')}
          />
          <Show
            when={is('Daily')}
            fallback={
              <SelectField
                form={props.form}
                name="monthlyOn"
                label={t('jobForm.monthlyOn')}
                choices={[
                  { value: 'LastDayOfMonth', label: t('jobForm.lastDay') },
                  { value: 'Day', label: t('jobForm.pickDay') },
                  { value: 'DayOfWeek', label: t('jobForm.pickWeekday') },
                ]}
              />
            }
          >
            <SelectField
              form={props.form}
              name="dailyMode"
              label={t('jobForm.days')}
              choices={[
                { value: 'Everyday', label: t('jobForm.everyday') },
                { value: 'WeekDays', label: t('jobForm.weekdays') },
                { value: 'SpecificDays', label: t('jobForm.specificDays') },
              ]}
            />
          </Show>
        </div>
      </Show>
      <Show when={is('Daily') && props.form.values.dailyMode === 'SpecificDays'}>
        <WeekdayField form={props.form} />
      </Show>
      <Show when={is('Monthly') && props.form.values.monthlyOn === 'Day'}>
        <TextField
          form={props.form}
          name="dayOfMonth"
          inputMode="numeric"
          label={t('jobForm.day')}
          help={t('jobForm.day.help')}
        />
      </Show>
      <Show when={is('Monthly') && props.form.values.monthlyOn === 'DayOfWeek'}>
        <div data-part="pair">
          <SelectField
            form={props.form}
            name="week"
            label={t('jobForm.week')}
            choices={weeks.map((value) => ({ value, label: t(`week.${value}`) }))}
          />
          <SelectField
            form={props.form}
            name="weekday"
            label={t('jobForm.weekday')}
            choices={weekdays.map((value) => ({ value, label: t(`day.${value}`) }))}
          />
        </div>
      </Show>
      <Show when={is('Periodically')}>
        <SelectField
          form={props.form}
          name="interval"
          label={t('jobForm.every')}
          choices={intervalChoices(props.form.values.interval)}
        />
      </Show>
      <Show when={!is('NotScheduled')}>
        <CheckField form={props.form} name="hasRetry" label={t('jobForm.retry')} />
        <Show when={props.form.values.hasRetry}>
          <div data-part="pair">
            <TextField form={props.form} name="retryTimes" inputMode="numeric" label={t('jobForm.retry.times')} />
            <TextField
              form={props.form}
              name="retryMinutes"
              inputMode="numeric"
              label={t('jobForm.retry.wait')}
              unit={t('jobForm.retry.wait.unit')}
            />
          </div>
        </Show>
      </Show>
    </>
  )
}

/** The usual intervals, and whatever else the job was given through the API. */
function intervalChoices(present: string) {
  const minutes: string[] = intervals.some((interval) => interval === present)
    ? [...intervals]
    : [present, ...intervals]
  return minutes.map((value) => ({ value, label: intervalWord(value) }))
}

function WeekdayField(props: StepProps): JSX.Element {
  const toggle = (day: (typeof weekdays)[number]) => {
    const days = props.form.values.days
    props.form.set('days', days.includes(day) ? days.filter((other) => other !== day) : [...days, day])
    props.form.leave('days')
  }
  return (
    <fieldset data-component="radio-field">
      <legend>{t('jobForm.specificDays')}</legend>
      <div data-part="weekdays">
        <For each={weekdays}>
          {(day) => (
            <label>
              <input type="checkbox" checked={props.form.values.days.includes(day)} onChange={() => toggle(day)} />
              {t(`day.${day}`)}
            </label>
          )}
        </For>
      </div>
      <Show when={props.form.errorOf('days')}>
        <p data-part="note" data-invalid="">
          {props.form.errorOf('days')}
        </p>
      </Show>
    </fieldset>
  )
}

export function KeepStep(props: StepProps): JSX.Element {
  return (
    <>
      <p data-tone="secondary">{t('jobForm.retention.help')}</p>
      <div data-part="pair">
        <TextField
          form={props.form}
          name="keepDays"
          inputMode="numeric"
          label={t('jobForm.keepDays')}
          unit={t('jobForm.keepDays.unit')}
        />
        <TextField
          form={props.form}
          name="keepLast"
          inputMode="numeric"
          label={t('jobForm.keepLast')}
          unit={t('jobForm.keepLast.unit')}
        />
        <TextField
          form={props.form}
          name="keepWeekly"
          inputMode="numeric"
          label={t('jobForm.keepWeekly')}
          unit={t('jobForm.keepWeekly.unit')}
        />
        <TextField
          form={props.form}
          name="keepMonthly"
          inputMode="numeric"
          label={t('jobForm.keepMonthly')}
          unit={t('jobForm.keepMonthly.unit')}
        />
        <TextField
          form={props.form}
          name="keepYearly"
          inputMode="numeric"
          label={t('jobForm.keepYearly')}
          unit={t('jobForm.keepYearly.unit')}
        />
      </div>
    </>
  )
}
