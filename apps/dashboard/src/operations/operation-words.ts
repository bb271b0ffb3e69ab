import type { LongOperation, OperationProgress, OperationState } from '@eyrie/contracts';
import { formatAge } from '../freshness/age.ts';

const kinds: Readonly<Record<string, string>> = {
  'devices.command': 'Command to devices',
  'devices.revoke': 'Revoke devices',
  'devices.decommission': 'Decommission devices',
  'organisation.export': 'Export of everything',
};

/** What an operation does; one that this dashboard does not know goes by its own name. */
export const kindText = (kind: string): string => kinds[kind] ?? kind;

export const stateWords = {
  waiting: 'Waiting',
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const satisfies Record<OperationState, string>;

type Standing = Pick<LongOperation, 'state' | 'done' | 'cancel_requested' | 'partial_failures'>;

/** Its state in a word or two. One that ended well with parts that did not says so. */
export function standingText({ state, done, ...one }: Standing): string {
  if (!done && one.cancel_requested) return 'Being cancelled';
  if (state === 'succeeded' && one.partial_failures.length > 0) return 'Done, in part';
  return stateWords[state];
}

export function toneOf({ state, partial_failures }: Standing): 'good' | 'late' | 'plain' {
  if (state === 'failed') return 'late';
  if (state !== 'succeeded') return 'plain';
  return partial_failures.length > 0 ? 'late' : 'good';
}

/** `12 of 40 devices`, as far as anybody knows. */
export function countText({ done, total, unit }: OperationProgress): string {
  const what = unit === null ? '' : ` ${unit}`;
  if (total === null) return done === 0 ? 'beginning' : `${done.toLocaleString()}${what}`;
  return `${done.toLocaleString()} of ${total.toLocaleString()}${what}`;
}

/** When it will be through, or null where the cloud does not forecast yet. */
export function etaText({ eta }: Pick<OperationProgress, 'eta'>, nowMs: number): string | null {
  if (eta === null) return null;
  const leftMs = Date.parse(eta) - nowMs;
  return leftMs < 2_000 ? 'nearly through' : `about ${formatAge(leftMs)} left`;
}

/** The done share, 0 to 1; null where the whole is unknown. */
export function shareOf({ done, total }: Pick<OperationProgress, 'done' | 'total'>): number | null {
  if (total === null) return null;
  return total === 0 ? 1 : Math.min(1, done / total);
}
