import { otherSlot, type Slot } from './slot.ts';

/**
 * What happens to the two slots of a card, without clock, disk or network: whoever writes slots (security
 * updates now, releases of Eyrie later) asks `nextStep` what to do, does it, and writes the state that follows
 * down before the next. A power cut between any two of these is met by the next `nextStep`: every state that
 * can be left behind has its way on.
 */
export interface SlotState {
  readonly form: 1;
  readonly phase: Phase;
  /** When the archive was asked the last time, and what it had. */
  readonly looked: { readonly atMs: number; readonly pending: number } | null;
  /** When it was asked, whether it answered or not. */
  readonly askedAtMs: number | null;
  readonly lastUpdate: { readonly atMs: number; readonly slot: Slot; readonly what: What } | null;
  /** The latest first; of each set of packages its last one. */
  readonly failures: readonly Failure[];
  /** Why nothing goes on, in one sentence. */
  readonly postponed: string | null;
}

/** What a slot is to be written with: the same mark for the same. */
export interface What {
  readonly mark: string;
  /** For people. */
  readonly items: readonly string[];
}

/** How the system was before it was left, so that no more is asked of the new one. */
export interface Health {
  /** Units that are up and fed. */
  readonly services: readonly string[];
  readonly isCloudReached: boolean;
  readonly hasFrames: boolean;
}

export type Phase =
  | { readonly type: 'idle' }
  /** The slot holds nothing that could start. */
  | { readonly type: 'writing'; readonly slot: Slot; readonly what: What; readonly sinceMs: number }
  /** The slot is whole. `attempts`: how often it was tried and did not come to an end. */
  | {
      readonly type: 'written';
      readonly slot: Slot;
      readonly what: What;
      readonly sinceMs: number;
      readonly attempts: number;
    }
  /** The firmware was told to start it once. */
  | {
      readonly type: 'trying';
      readonly slot: Slot;
      readonly what: What;
      readonly sinceMs: number;
      readonly attempts: number;
      readonly before: Health;
    };

export interface Failure {
  readonly what: What;
  readonly reason: string;
  readonly atMs: number;
}

/** What the machine itself shows. */
export interface Seen {
  readonly running: Slot;
  /** What `autoboot.txt` starts. */
  readonly committed: Slot;
}

export type Step =
  /** The new slot runs on trial: its health decides. */
  | { readonly type: 'judge'; readonly before: Health }
  /** The state says less than is true: `state` is what follows from what was seen. */
  | { readonly type: 'settle'; readonly state: SlotState; readonly said: string }
  /** A slot runs that nobody tries, and the next start would not take: back to the other. */
  | { readonly type: 'go-back'; readonly reason: string }
  /** It was cut off while it wrote the slot: from the beginning. */
  | { readonly type: 'write-again'; readonly what: What }
  | { readonly type: 'try'; readonly slot: Slot }
  | { readonly type: 'rest' };

export const attemptsMax = 2;
const failuresMax = 8;
/** The same set of packages is left alone for so long after it has failed. */
export const restAfterFailureMs = 7 * 24 * 3_600_000;

export const newState: SlotState = {
  form: 1,
  phase: { type: 'idle' },
  looked: null,
  askedAtMs: null,
  lastUpdate: null,
  failures: [],
  postponed: null,
};

export function nextStep(state: SlotState, { running, committed }: Seen, nowMs: number): Step {
  const { phase } = state;
  const isTrial = running !== committed;
  if (phase.type === 'trying') {
    if (isTrial && running === phase.slot) return { type: 'judge', before: phase.before };
    if (running === phase.slot) {
      return { type: 'settle', state: committedState(state, nowMs), said: 'The new slot stays.' };
    }
    return { type: 'settle', state: cameBack(state, nowMs), said: 'The new slot did not stay.' };
  }
  if (isTrial) {
    return { type: 'go-back', reason: 'Nothing is known of a trial of the slot that runs.' };
  }
  if (phase.type === 'idle') return { type: 'rest' };
  if (phase.slot === running) {
    // A person has switched by hand, as on a Pi whose firmware cannot try.
    return phase.type === 'written'
      ? { type: 'settle', state: committedState(state, nowMs), said: 'Somebody has switched.' }
      : { type: 'settle', state: { ...state, phase: { type: 'idle' } }, said: 'Begun anew.' };
  }
  if (phase.type === 'writing') return { type: 'write-again', what: phase.what };
  return { type: 'try', slot: phase.slot };
}

/** Before the first byte of the slot is touched. @throws where the slot is the one that runs */
export function beginWriting(
  state: SlotState,
  { running, committed }: Seen,
  what: What,
  nowMs: number,
): SlotState {
  if (running !== committed) throw new Error('A slot on trial must not write the other one.');
  const phase = { type: 'writing', slot: otherSlot(running), what, sinceMs: nowMs } as const;
  return { ...state, phase, postponed: null };
}

/** After the slot was checked, and its label set. */
export function written(state: SlotState, nowMs: number): SlotState {
  const { phase } = state;
  if (phase.type !== 'writing') throw new Error(`Nothing is being written (${phase.type}).`);
  const { slot, what } = phase;
  return { ...state, phase: { type: 'written', slot, what, sinceMs: nowMs, attempts: 0 } };
}

/** The slot could not be written: it holds nothing. */
export function notWritten(state: SlotState, reason: string, nowMs: number): SlotState {
  const { phase } = state;
  if (phase.type !== 'writing') return state;
  return failed(state, phase.what, reason, nowMs);
}

/** Before the machine starts anew. */
export function beginTrial(state: SlotState, before: Health, nowMs: number): SlotState {
  const { phase } = state;
  if (phase.type !== 'written') throw new Error(`There is nothing to try (${phase.type}).`);
  const { slot, what, attempts } = phase;
  return {
    ...state,
    phase: { type: 'trying', slot, what, attempts, before, sinceMs: nowMs },
    postponed: null,
  };
}

/** After `autoboot.txt` names the slot. */
export function committedState(state: SlotState, nowMs: number): SlotState {
  const { phase } = state;
  if (phase.type === 'idle') return state;
  const { slot, what } = phase;
  return {
    ...state,
    phase: { type: 'idle' },
    lastUpdate: { atMs: nowMs, slot, what },
    failures: state.failures.filter((failure) => failure.what.mark !== what.mark),
    postponed: null,
  };
}

/** Before the machine leaves a slot that has failed its check. */
export function failedCheck(state: SlotState, reason: string, nowMs: number): SlotState {
  const { phase } = state;
  if (phase.type !== 'trying') return state;
  return failed(state, phase.what, reason, nowMs);
}

/** Why this must not be written or tried now; null where it may. */
export function refusalOf(state: SlotState, { mark }: What, nowMs: number): string | null {
  const failure = state.failures.find(({ what }) => what.mark === mark);
  if (!failure || nowMs < failure.atMs || nowMs - failure.atMs >= restAfterFailureMs) return null;
  return `It has failed before, and is left alone for a week: ${failure.reason}`;
}

/** A crash, a watchdog or a power cut: which, nobody can say, so it may have another try. */
function cameBack(state: SlotState, nowMs: number): SlotState {
  const { phase } = state;
  if (phase.type !== 'trying') return state;
  const { slot, what, sinceMs } = phase;
  const attempts = phase.attempts + 1;
  if (attempts >= attemptsMax) {
    return failed(state, what, `The new system did not come up, ${attempts} times.`, nowMs);
  }
  return { ...state, phase: { type: 'written', slot, what, sinceMs, attempts } };
}

function failed(state: SlotState, what: What, reason: string, nowMs: number): SlotState {
  const others = state.failures.filter((failure) => failure.what.mark !== what.mark);
  const failures = [{ what, reason, atMs: nowMs }, ...others].slice(0, failuresMax);
  return { ...state, phase: { type: 'idle' }, failures, postponed: null };
}
