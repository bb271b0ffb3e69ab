import { refused, type Moment, type Refused } from './refusal.ts';

/** The right to do some work alone, until it is released or its time is over. */
export interface DutyLease {
  /** Such as `render:<job>`. */
  readonly duty: string;
  /** A device of the site. */
  readonly holder: string;
  /**
   * Whoever is handed results of the duty refuses a lower one than it has seen. It is the index of the
   * claim in the log, so it grows from holder to holder, and may be forgotten with the lease.
   */
  readonly token: number;
  /** Log time. */
  readonly expiresAtMs: number;
}

/** By duty, ascending. Those that are over may still be there: see `withoutExpired`. */
export type Duties = ReadonlyMap<string, DutyLease>;

export type ClaimResult =
  | { readonly type: 'granted'; readonly lease: DutyLease }
  | { readonly type: 'refused'; readonly reason: 'held'; readonly holder: string }
  | Refused<'of-the-leader' | 'unknown-device' | 'too-many'>;

export type RenewalResult =
  { readonly type: 'renewed'; readonly lease: DutyLease } | Refused<'not-held'>;

export type ReleaseResult = { readonly type: 'released' } | Refused<'not-held'>;

/** Bound to leadership: no lease is written for it. See docs/decisions/0007. */
export const uplinkDuty = 'uplink';

const leasesMax = 256;

/** What a holder asks for a second time it has already, with the same token. */
export function claim(
  present: Duties,
  asked: { readonly duty: string; readonly holder: string; readonly ttlMs: number },
  { index, timeMs }: Moment,
): [Duties, ClaimResult] {
  const { duty, holder, ttlMs } = asked;
  if (duty === uplinkDuty) return [present, refused('of-the-leader')];
  const held = present.get(duty);
  if (held && held.holder !== holder) {
    return [present, { type: 'refused', reason: 'held', holder: held.holder }];
  }
  if (!held && present.size >= leasesMax) return [present, refused('too-many')];
  const lease = { duty, holder, token: held?.token ?? index, expiresAtMs: timeMs + ttlMs };
  return [withLease(present, lease), { type: 'granted', lease }];
}

export function renew(
  present: Duties,
  asked: { readonly duty: string; readonly token: number; readonly ttlMs: number },
  { timeMs }: Moment,
): [Duties, RenewalResult] {
  const held = present.get(asked.duty);
  if (held?.token !== asked.token) return [present, refused('not-held')];
  const lease = { ...held, expiresAtMs: timeMs + asked.ttlMs };
  return [withLease(present, lease), { type: 'renewed', lease }];
}

export function release(
  present: Duties,
  asked: { readonly duty: string; readonly token: number },
): [Duties, ReleaseResult] {
  if (present.get(asked.duty)?.token !== asked.token) return [present, refused('not-held')];
  return [only(present, ({ duty }) => duty !== asked.duty), { type: 'released' }];
}

export function withoutExpired(present: Duties, timeMs: number): Duties {
  return only(present, ({ expiresAtMs }) => expiresAtMs > timeMs);
}

/** A device that left the site holds nothing. */
export function heldBy(present: Duties, isMember: (deviceId: string) => boolean): Duties {
  return only(present, ({ holder }) => isMember(holder));
}

export function byDuty(leases: readonly DutyLease[]): Duties {
  const sorted = [...leases].sort((left, right) => (left.duty < right.duty ? -1 : 1));
  return new Map(sorted.map((lease) => [lease.duty, lease]));
}

function withLease(present: Duties, lease: DutyLease): Duties {
  return byDuty([...only(present, ({ duty }) => duty !== lease.duty).values(), lease]);
}

/** The very same map where all of them stay. */
function only(present: Duties, stays: (lease: DutyLease) => boolean): Duties {
  const kept = [...present].filter(([, lease]) => stays(lease));
  return kept.length === present.size ? present : new Map(kept);
}
