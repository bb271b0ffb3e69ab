import { refused, type Refused } from './refusal.ts';

/** A cloud that may command a site, as a coordinator knows it by its enrolment. */
export interface Authority {
  readonly organisationId: string;
  /**
   * SHA-256 of the certificate of the site's CA, whose key only that cloud has; null where a version
   * that did not tell it founded the site.
   */
  readonly keyFingerprint: string | null;
  /** Where it was reached then. For people: addresses move, keys prove. */
  readonly cloudUrl: string | null;
}

export interface AuthorityRecord extends Authority {
  /** Of the commands it gave; one at or below it is not taken again. */
  readonly highestSequence: number;
}

/** Who may command the site now, and who might before, the latest first. */
export interface Authorities {
  readonly current: AuthorityRecord | null;
  readonly former: readonly AuthorityRecord[];
}

export type AuthorityChangeResult =
  | { readonly type: 'authority-changed' }
  | Refused<'not-founded' | 'not-the-present-one' | 'same-authority'>;

const formerMax = 16;

export const noAuthorities: Authorities = { current: null, former: [] };

/** Whether the two name the same cloud, as far as both say. */
export function isSame(
  one: Pick<Authority, 'organisationId' | 'keyFingerprint'>,
  other: Pick<Authority, 'organisationId' | 'keyFingerprint'>,
): boolean {
  if (one.organisationId !== other.organisationId) return false;
  const { keyFingerprint: left } = one;
  const { keyFingerprint: right } = other;
  return left === null || right === null || left === right;
}

/** The first one stays. What it had not said of itself yet is added. */
export function establish(present: Authorities, authority: Authority): Authorities {
  const { current } = present;
  if (current === null) return { ...present, current: { ...authority, highestSequence: 0 } };
  if (!isSame(current, authority)) return present;
  const { keyFingerprint, cloudUrl } = authority;
  if (current.keyFingerprint !== null || keyFingerprint === null) return present;
  return {
    ...present,
    current: { ...current, keyFingerprint, cloudUrl: current.cloudUrl ?? cloudUrl },
  };
}

/**
 * Puts another in the place of the one that `from` names. One that comes back goes on counting where
 * it was, so that what it commanded then cannot be replayed.
 */
export function changeAuthority(
  present: Authorities,
  from: Pick<Authority, 'organisationId' | 'keyFingerprint'>,
  to: Authority,
): [Authorities, AuthorityChangeResult] {
  const { current, former } = present;
  if (current === null) return [present, refused('not-founded')];
  if (!isExactly(current, from)) return [present, refused('not-the-present-one')];
  if (isExactly(current, to)) return [present, refused('same-authority')];
  const earlier = former.find((record) => isExactly(record, to));
  const others = former.filter((record) => record !== earlier);
  return [
    {
      current: { ...to, highestSequence: earlier?.highestSequence ?? 0 },
      former: [current, ...others].slice(0, formerMax),
    },
    { type: 'authority-changed' },
  ];
}

function isExactly(
  one: Pick<Authority, 'organisationId' | 'keyFingerprint'>,
  other: Pick<Authority, 'organisationId' | 'keyFingerprint'>,
): boolean {
  return one.organisationId === other.organisationId && one.keyFingerprint === other.keyFingerprint;
}
