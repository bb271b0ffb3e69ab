import { restorableDays } from '@eyrie/contracts';
import { RestoreTimeOver } from './archive.errors.ts';

/** Until when something that was put away then may be taken back. */
export function restorableUntil(archivedAt: Date): Date {
  return new Date(archivedAt.getTime() + restorableDays * 86_400_000);
}

/** Throws `RestoreTimeOver`. */
export function requireRestorable(archivedAt: Date, now: Date): void {
  if (restorableUntil(archivedAt).getTime() <= now.getTime()) throw new RestoreTimeOver();
}
