import type { Machine } from './machine.ts';
import type { Role } from './roles.ts';

/** A trouble that a check can find, as it is explained to a person. */
export interface Trouble {
  readonly verdict: 'warning' | 'fault';
  /** What it means. */
  readonly means: string;
  /** What to do. */
  readonly advice: string;
}

/** What a check found: all is well, it does not apply here, or one of its troubles. */
export type Found<Name extends string = string> =
  | { readonly ok: string }
  | { readonly notApplicable: string }
  | { readonly trouble: Name; readonly saw: string; readonly advice?: string };

/** One look at one thing. Its troubles are the table of docs/doctor.md. */
export interface Check {
  readonly id: string;
  /** What it looks at, in a few words. */
  readonly looksAt: string;
  readonly roles: readonly Role[];
  /** Which lines of the checklist of known troubles it answers. */
  readonly answers: string;
  readonly troubles: Readonly<Record<string, Trouble>>;
  readonly look: (machine: Machine) => Promise<Found>;
}

/** Holds a check's looks to the troubles that it lists. */
export function check<Name extends string>(
  given: Omit<Check, 'troubles' | 'look'> & {
    readonly troubles: Readonly<Record<Name, Trouble>>;
    readonly look: (machine: Machine) => Promise<Found<NoInfer<Name>>>;
  },
): Check {
  return given;
}

export type Verdict = 'ok' | 'warning' | 'fault' | 'not-applicable';

/** What is told of a check. */
export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  readonly looked_at: string;
  readonly trouble: string | null;
  readonly saw: string;
  readonly means: string | null;
  readonly advice: string | null;
}
