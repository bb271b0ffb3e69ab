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

/** Reasons that say little to who has not written the worker. */
const words: Readonly<Record<string, string>> = {
  busy: 'camera busy',
  hang: 'camera silent',
  unplugged: 'camera unplugged',
  failed: 'camera failed',
  disk: 'disk full',
  heat: 'too hot',
  configuration: 'being set up',
  clock: 'clock set',
  power: 'device off',
  restart: 'worker restarted',
};

/** `power` as `device off`. */
export const sayReason = (reason: string): string => words[reason] ?? reason.replaceAll('-', ' ');

/** Which part of an hour's slots has no frame, 0 to 1; a single one can still be seen. */
export function missingShare(hour: Hour | null): number {
  if (!hour || hour.expected === 0) return 0;
  const missing = hour.missed + hour.unexplained;
  return missing === 0 ? 0 : Math.min(1, Math.max(0.25, missing / hour.expected));
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
  const reasons = Object.entries(hour.reasons).map(
    ([reason, slots]) => `${sayReason(reason)} ${slots}`,
  );
  return [
    `${from}: ${hour.captured} of ${hour.expected} captured`,
    hour.late > 0 ? `${hour.late} late` : '',
    hour.missed > 0 ? `${hour.missed} missed (${reasons.join(', ')})` : '',
    hour.unexplained > 0 ? `${hour.unexplained} unexplained` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
