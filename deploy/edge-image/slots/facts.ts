import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Slot } from './slot.ts';
import { refusalOf, type SlotState } from './slot-state.ts';

/** What people are told of the system's updates; the worker sends it with its heartbeat. */
export interface SystemFacts {
  readonly slot: Slot;
  /** Whether the slot is one that is tried, and not yet the one that starts. */
  readonly isTrial: boolean;
  /** Milliseconds since the Unix epoch; null where the system is as its card was written. */
  readonly updatedAt: number | null;
  readonly lookedAt: number | null;
  /** Packages that there are and that this system has not. */
  readonly pending: number;
  /** Why they are not there yet, in one sentence. */
  readonly reason: string | null;
}

export function factsOf(
  state: SlotState,
  { running, committed }: { readonly running: Slot; readonly committed: Slot },
  nowMs: number,
): SystemFacts {
  const { phase, lastUpdate, looked, failures } = state;
  const pending = phase.type === 'idle' ? (looked?.pending ?? 0) : phase.what.items.length;
  const [failure] = failures;
  const failed =
    failure === undefined || pending === 0
      ? null
      : (refusalOf(state, failure.what, nowMs) ?? failure.reason);
  return {
    slot: running,
    isTrial: running !== committed,
    updatedAt: lastUpdate?.atMs ?? null,
    lookedAt: looked?.atMs ?? null,
    pending,
    reason: sentence(state.postponed ?? failed),
  };
}

/** As the cloud takes it: what a program has said may be of many lines. */
function sentence(text: string | null): string | null {
  return text?.replace(/\p{Cc}+/gu, ' ').slice(0, 500) ?? null;
}

/** For other programs of this machine, which may not see the state itself: whole, or as before. */
export async function tellFacts(file: string, facts: SystemFacts): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o755 });
  await writeFile(`${file}.next`, `${JSON.stringify(facts)}\n`, { mode: 0o644 });
  await rename(`${file}.next`, file);
}
