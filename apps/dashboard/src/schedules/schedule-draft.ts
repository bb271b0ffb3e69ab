import { scheduleSchema, type ScheduleConfiguration } from '@eyrie/contracts';
import { weekdays, whyNotComputable, type Weekday } from '@eyrie/schedule';
import { refusalsOf } from '../elements/say-issue.ts';

/** A schedule as the fields of a form: what a type does not have is kept for when it is chosen again. */
export interface ScheduleDraft {
  readonly type: ScheduleConfiguration['type'];
  readonly name: string;
  readonly enabled: boolean;
  readonly priority: string;
  /** All seven where the schedule names none. */
  readonly days: readonly Weekday[];
  readonly fromDate: string;
  readonly toDate: string;
  readonly intervalSeconds: string;
  readonly anchor: string;
  readonly offsetMinutes: string;
  readonly durationMinutes: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly cron: string;
}

/** What is wrong with a draft, by field. */
export type Refusals = Readonly<Partial<Record<keyof ScheduleDraft, string>>>;

export interface CheckedDraft {
  /** Null where something is wrong with the draft. */
  readonly schedule: ScheduleConfiguration | null;
  readonly refusals: Refusals;
}

const untouched: ScheduleDraft = {
  type: 'interval',
  name: '',
  enabled: true,
  priority: '0',
  days: weekdays,
  fromDate: '',
  toDate: '',
  intervalSeconds: '60',
  anchor: 'sunset',
  offsetMinutes: '-30',
  durationMinutes: '60',
  startTime: 'sunrise-30',
  endTime: 'sunset+30',
  cron: '0 12 * * *',
};

/** One more schedule, by a name that none of the others has. */
export function newDraft(others: readonly ScheduleDraft[]): ScheduleDraft {
  const taken = new Set(others.map(({ name }) => name));
  if (!taken.has('always')) return { ...untouched, name: 'always' };
  let number = others.length + 1;
  while (taken.has(`schedule ${number}`)) number += 1;
  return { ...untouched, name: `schedule ${number}` };
}

export function draftOf(schedule: ScheduleConfiguration): ScheduleDraft {
  const { type, name, enabled, priority, days, fromDate, toDate } = schedule;
  const common = {
    ...untouched,
    type,
    name,
    enabled,
    priority: String(priority),
    days: days ?? weekdays,
    fromDate: fromDate ?? '',
    toDate: toDate ?? '',
  };
  if (type === 'cron') return { ...common, cron: schedule.cron };
  const spaced = { ...common, intervalSeconds: String(schedule.intervalSeconds) };
  switch (type) {
    case 'interval':
      return spaced;
    case 'solar_relative':
      return {
        ...spaced,
        anchor: schedule.anchor,
        offsetMinutes: String(schedule.offsetMinutes),
        durationMinutes: String(schedule.durationMinutes),
      };
    case 'time_of_day':
      return { ...spaced, startTime: schedule.startTime, endTime: schedule.endTime };
  }
}

/** What each draft says, or what the cloud would refuse of it. */
export function checkDrafts(drafts: readonly ScheduleDraft[]): CheckedDraft[] {
  return drafts.map((draft, index) => {
    const isTaken = drafts.some(({ name }, at) => at < index && name === draft.name);
    const parsed = scheduleSchema.safeParse(wishOf(draft));
    if (!parsed.success) return { schedule: null, refusals: refusalsOf(parsed.error.issues) };
    const reason = whyNotComputable(parsed.data);
    if (reason !== null) {
      return {
        schedule: null,
        refusals: { [parsed.data.type === 'cron' ? 'cron' : 'type']: reason },
      };
    }
    if (isTaken) {
      return { schedule: null, refusals: { name: 'another schedule has this name' } };
    }
    return { schedule: parsed.data, refusals: {} };
  });
}

/** The schedules of drafts that all hold; null where one does not. */
export function schedulesOf(checked: readonly CheckedDraft[]): ScheduleConfiguration[] | null {
  const schedules = checked.flatMap(({ schedule }) => schedule ?? []);
  return schedules.length === checked.length && schedules.length > 0 ? schedules : null;
}

function wishOf(draft: ScheduleDraft): Record<string, unknown> {
  const { type, name, enabled, days } = draft;
  const fromDate = draft.fromDate.trim();
  const toDate = draft.toDate.trim();
  const common = {
    type,
    name: name.trim(),
    enabled,
    priority: numberOf(draft.priority),
    ...(days.length === weekdays.length ? {} : { days }),
    ...(fromDate === '' ? {} : { fromDate }),
    ...(toDate === '' ? {} : { toDate }),
  };
  if (type === 'cron') return { ...common, cron: draft.cron.trim() };
  const spaced = { ...common, intervalSeconds: numberOf(draft.intervalSeconds) };
  switch (type) {
    case 'interval':
      return spaced;
    case 'solar_relative':
      return {
        ...spaced,
        anchor: draft.anchor,
        offsetMinutes: numberOf(draft.offsetMinutes),
        durationMinutes: numberOf(draft.durationMinutes),
      };
    case 'time_of_day':
      return { ...spaced, startTime: draft.startTime.trim(), endTime: draft.endTime.trim() };
  }
}

/** Nothing at all is no number: the schema says so at the field. */
const numberOf = (text: string) => (text.trim() === '' ? undefined : Number(text));
