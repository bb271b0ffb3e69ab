import type { CaptureAccount } from '@eyrie/contracts';

type Hour = CaptureAccount['hours'][number];

/** One day of UTC: its 24 hours, null where there was nothing to capture. */
export interface GapDay {
  readonly day: string;
  readonly hours: readonly (Hour | null)[];
}

const dayMs = 86_400_000;

/** The last days up to an instant, the newest last, with each hour in its place. */
export function gapDays(hours: readonly Hour[], days: number, nowMs: number): GapDay[] {
  const byHour = new Map(hours.map((hour) => [Date.parse(hour.hour), hour]));
  const today = Math.floor(nowMs / dayMs) * dayMs;
  return Array.from({ length: days }, (_, n) => {
    const starts = today - (days - 1 - n) * dayMs;
    return {
      day: new Date(starts).toISOString().slice(0, 10),
      hours: Array.from({ length: 24 }, (_, hour) => byHour.get(starts + hour * 3_600_000) ?? null),
    };
  });
}

/** What an hour is shown as; the worst that is true of it. */
export function gapLook(hour: Hour | null): 'none' | 'full' | 'missed' | 'unexplained' {
  if (!hour || hour.expected === 0) return 'none';
  if (hour.unexplained > 0) return 'unexplained';
  return hour.missed > 0 ? 'missed' : 'full';
}

/** `06:00–07:00: 118 of 120 captured, 2 missed (power 2)`. */
export function gapText(day: string, hourOfDay: number, hour: Hour | null): string {
  const from = `${day} ${String(hourOfDay).padStart(2, '0')}:00 UTC`;
  if (!hour || hour.expected === 0) return `${from}: nothing to capture`;
  const reasons = Object.entries(hour.reasons).map(([reason, slots]) => `${reason} ${slots}`);
  return [
    `${from}: ${hour.captured} of ${hour.expected} captured`,
    hour.late > 0 ? `${hour.late} late` : '',
    hour.missed > 0 ? `${hour.missed} missed (${reasons.join(', ')})` : '',
    hour.unexplained > 0 ? `${hour.unexplained} unexplained` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
