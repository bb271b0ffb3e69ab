import type { SlotState, Health, Seen, What } from './slot-state.ts';
import {
  beginTrial,
  beginWriting,
  committedState,
  failedCheck,
  nextStep,
  notWritten,
  refusalOf,
  written,
} from './slot-state.ts';
import type { Slot } from './slot.ts';

/** What the machine can do; all of it may be cut off at any moment. */
export interface Machine {
  readonly now: () => number;
  readonly seen: () => Promise<Seen>;
  /** Durable once it resolves. */
  readonly keep: (state: SlotState) => Promise<void>;
  /** Whether the archive is to be asked now. */
  readonly mayLook: (state: SlotState) => boolean;
  /** What there is to be had; null where nothing. */
  readonly look: () => Promise<What | null>;
  /** Why the slot must not be written now, in one sentence. */
  readonly whyNotWrite: () => Promise<string | null>;
  /** Brings what there is to this machine. */
  readonly fetch: () => Promise<void>;
  readonly write: (slot: Slot, what: What) => Promise<void>;
  /** Why the machine must not start anew now. */
  readonly whyNotTry: (sinceMs: number) => Promise<string | null>;
  readonly health: () => Promise<Health>;
  /** Starts the slot once. The round is over with it. */
  readonly restartInto: (slot: Slot) => Promise<void>;
  /** Waits until the system is as well as before, or the time for it is up: then why it is not. */
  readonly judge: (before: Health) => Promise<string | null>;
  readonly commit: (slot: Slot) => Promise<void>;
  /** An ordinary start, which takes the slot that is committed. */
  readonly restart: () => Promise<void>;
  readonly say: (text: string) => void;
}

/** Goes as far as it can now. Resolves with the state that it leaves. */
export async function round(from: SlotState, machine: Machine): Promise<SlotState> {
  const { keep, say } = machine;
  let state = from;
  for (;;) {
    const seen = await machine.seen();
    const step = nextStep(state, seen, machine.now());
    switch (step.type) {
      case 'settle':
        say(step.said);
        state = step.state;
        await keep(state);
        continue;
      case 'judge':
        return await trial(state, step.before, seen, machine);
      case 'go-back':
        say(step.reason);
        await machine.restart();
        return state;
      case 'write-again':
        say('The slot was being written when the machine went off.');
        state = await write(state, seen, step.what, machine);
        if (state.phase.type !== 'written') return state;
        continue;
      case 'try': {
        if (machine.mayLook(state)) {
          state = await look(state, seen, machine);
          if (state.phase.type !== 'written') return state;
        }
        const why = await whyNotTry(state, machine);
        if (why !== null) return await postpone(state, why, machine);
        state = beginTrial(state, await machine.health(), machine.now());
        await keep(state);
        say(`The machine starts slot ${step.slot}, once.`);
        await machine.restartInto(step.slot);
        return state;
      }
      case 'rest':
        if (!machine.mayLook(state)) return state;
        state = await look(state, seen, machine);
        if (state.phase.type !== 'written') return state;
        continue;
    }
  }
}

async function trial(
  from: SlotState,
  before: Health,
  { running }: Seen,
  machine: Machine,
): Promise<SlotState> {
  const { say, keep } = machine;
  say(`Slot ${running} is on trial.`);
  const reason = await machine.judge(before);
  if (reason === null) {
    await machine.commit(running);
    const state = committedState(from, machine.now());
    await keep(state);
    say(`Slot ${running} is as well as the one before, and stays.`);
    return state;
  }
  say(`Slot ${running} does not stay: ${reason}`);
  const state = failedCheck(from, reason, machine.now());
  await keep(state);
  await machine.restart();
  return state;
}

/** Asks the archive, and writes the slot where it has something new. */
async function look(from: SlotState, seen: Seen, machine: Machine): Promise<SlotState> {
  const { keep, say } = machine;
  const nowMs = machine.now();
  const asked = { ...from, askedAtMs: nowMs };
  let what: What | null;
  try {
    what = await machine.look();
  } catch (error) {
    return await postpone(asked, `The archive: ${messageOf(error)}`, machine);
  }
  const looked = { atMs: nowMs, pending: what?.items.length ?? 0 };
  const state = { ...asked, looked, postponed: null };
  say(what === null ? 'Nothing is new.' : `New: ${what.items.join(' ')}`);
  const isWritten = from.phase.type === 'written' && from.phase.what.mark === what?.mark;
  const refusal = what === null ? null : refusalOf(state, what, nowMs);
  if (refusal !== null) say(refusal);
  if (what === null || isWritten || refusal !== null) {
    await keep(state);
    return state;
  }
  // Where it cannot be done now the archive is asked once more, soon.
  return await write({ ...state, looked: from.looked }, seen, what, machine, looked);
}

async function write(
  from: SlotState,
  seen: Seen,
  what: What,
  machine: Machine,
  looked = from.looked,
): Promise<SlotState> {
  const why = (await machine.whyNotWrite()) ?? (await whyNotFetched(machine));
  if (why !== null) return await postpone(from, why, machine);
  let state = beginWriting({ ...from, looked }, seen, what, machine.now());
  await machine.keep(state);
  try {
    if (state.phase.type === 'writing') await machine.write(state.phase.slot, what);
    state = written(state, machine.now());
  } catch (error) {
    state = notWritten(state, messageOf(error), machine.now());
    machine.say(`The slot is not written: ${messageOf(error)}`);
  }
  await machine.keep(state);
  return state;
}

async function whyNotFetched(machine: Machine): Promise<string | null> {
  try {
    await machine.fetch();
    return null;
  } catch (error) {
    return `The archive: ${messageOf(error)}`;
  }
}

async function whyNotTry({ phase }: SlotState, machine: Machine): Promise<string | null> {
  return phase.type === 'written' ? await machine.whyNotTry(phase.sinceMs) : null;
}

async function postpone(from: SlotState, reason: string, machine: Machine): Promise<SlotState> {
  if (from.postponed !== reason) machine.say(`Not now. ${reason}`);
  const state = { ...from, postponed: reason };
  await machine.keep(state);
  return state;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
