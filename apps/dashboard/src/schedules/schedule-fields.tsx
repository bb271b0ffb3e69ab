import { weekdays } from '@eyrie/schedule';
import { ChevronRight, Trash2 } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { Button, Choice, TextField } from '../elements/form.tsx';
import { DayChoice } from './day-choice.tsx';
import type { Refusals, ScheduleDraft } from './schedule-draft.ts';
import { anchorChoices, momentExamples, typeChoices } from './schedule-words.ts';

interface ScheduleFieldsProps {
  readonly draft: ScheduleDraft;
  readonly refusals: Refusals;
  readonly onDraft: (draft: ScheduleDraft) => void;
  /** Null where it is the last one: a camera has one schedule at least. */
  readonly onRemove: (() => void) | null;
}

type TextName = {
  [Name in keyof ScheduleDraft]: ScheduleDraft[Name] extends string ? Name : never;
}[keyof ScheduleDraft];

/** Whether it says something that most schedules leave alone: then it is seen without being looked for. */
const isLimited = ({ days, fromDate, toDate, priority }: ScheduleDraft) =>
  days.length < weekdays.length || fromDate !== '' || toDate !== '' || priority !== '0';

/** One schedule: when it captures, on which days, and what it is beside others. */
export function ScheduleFields({ draft, refusals, onDraft, onRemove }: ScheduleFieldsProps) {
  const moments = useId();
  // From then on it is the person's: it must not close under his fingers.
  const [isOpenAtFirst] = useState(() => isLimited(draft));
  const field = (name: TextName, label: string, type: 'text' | 'number' = 'text') => (
    <TextField
      label={label}
      type={type}
      step={type === 'number' ? 'any' : undefined}
      autoComplete="off"
      list={name === 'startTime' || name === 'endTime' ? moments : undefined}
      value={draft[name]}
      refusal={refusals[name]}
      onChange={(event) => onDraft({ ...draft, [name]: event.target.value })}
    />
  );
  const every = field('intervalSeconds', 'A frame every (seconds)', 'number');
  const byType: Record<ScheduleDraft['type'], ReactNode> = {
    interval: every,
    solar_relative: (
      <>
        <Choice
          label="Event of the sun"
          value={draft.anchor}
          options={anchorChoices}
          onChoose={(anchor) => onDraft({ ...draft, anchor })}
        />
        {field('offsetMinutes', 'Begins after it (minutes, − before)', 'number')}
        {field('durationMinutes', 'Lasts (minutes)', 'number')}
        {every}
      </>
    ),
    time_of_day: (
      <>
        {field('startTime', 'From (06:30, sunset-30)')}
        {field('endTime', 'Until (18:00, dusk+10)')}
        {every}
      </>
    ),
    cron: (
      <div className="sm:col-span-2">
        {field('cron', 'Cron expression (minute hour day month weekday)')}
      </div>
    ),
  };
  return (
    <fieldset className="rounded-xl border border-line p-4">
      <legend className="px-1 text-sm font-semibold">{draft.name.trim() || 'Schedule'}</legend>
      <datalist id={moments}>
        {momentExamples.map((example) => (
          <option key={example} value={example} />
        ))}
      </datalist>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        {field('name', 'Name of the schedule')}
        <div>
          <Choice
            label="Captures"
            value={draft.type}
            options={typeChoices}
            onChoose={(type) => onDraft({ ...draft, type })}
          />
          {refusals.type ? <p className="mt-1 text-xs text-bad">{refusals.type}</p> : null}
        </div>
        {byType[draft.type]}
      </div>
      <details className="group mt-3" open={isOpenAtFirst}>
        <summary className="flex min-h-11 cursor-pointer items-center gap-1.5 text-sm font-medium text-ink-soft">
          <ChevronRight aria-hidden className="size-4 transition group-open:rotate-90" />
          Days, dates, priority
        </summary>
        <div className="mt-1 grid items-start gap-4 sm:grid-cols-2">
          <DayChoice
            days={draft.days}
            refusal={refusals.days}
            onDays={(days) => onDraft({ ...draft, days })}
          />
          {field('priority', 'Priority over others (0 to 100)', 'number')}
          {field('fromDate', 'First day (11-01 for every year)')}
          {field('toDate', 'Last day')}
        </div>
      </details>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-2">
        <label className="flex min-h-11 items-center gap-2.5 text-sm font-medium">
          <input
            type="checkbox"
            className="size-5 accent-accent"
            checked={draft.enabled}
            onChange={(event) => onDraft({ ...draft, enabled: event.target.checked })}
          />
          Switched on
        </label>
        {onRemove ? (
          <Button tone="danger" onClick={onRemove}>
            <Trash2 aria-hidden className="size-4" /> Remove
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
}
