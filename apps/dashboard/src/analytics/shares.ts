import type { AnalyticsFigures } from '@eyrie/contracts';

/** Slots with a frame, as a share of those that were told of; null where none was. */
export function captureShare({ captured, expected }: AnalyticsFigures): number | null {
  return expected === 0 ? null : captured / expected;
}

/** Never more than the whole, though the last five minutes are counted as full. */
export function uptimeShare({ heard_minutes, due_minutes }: AnalyticsFigures): number | null {
  return due_minutes === 0 ? null : Math.min(1, heard_minutes / due_minutes);
}

/** `99.95 %`: never 100 where something is missing. */
export function shareText(share: number | null): string {
  if (share === null) return '–';
  const percent = Math.floor(share * 10_000) / 100;
  return `${percent.toFixed(percent === 100 ? 0 : percent > 99 ? 2 : 1)} %`;
}
