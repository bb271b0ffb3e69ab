import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { StandIn } from '@eyrie/camera/testing';

/** What the camera's program does wrong, one after the other, in an order that the seed says. */
const faults = [
  'hang',
  'deaf',
  'half',
  'black',
  'frozen',
  'wrong-size',
  'no-cameras',
  'held',
  'dies',
  'odd-exit',
  'nothing-written',
  'no-metadata',
  'half-metadata',
  'stale-metadata',
  'device-timeout',
] as const;

/** Who is told to end by others than its worker: the kernel when memory is short, or a person. */
const signals = ['SIGKILL', 'SIGSTOP', 'SIGTERM'] as const;

/**
 * A bad day of a camera: it goes well for a few seconds, then something is wrong for a few, until the
 * signal. Returns how often each thing was done.
 */
export async function badDay(
  standIn: StandIn,
  seed: number,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const done = new Map<string, number>();
  const random = randomOf(seed);
  const count = (what: string): void => void done.set(what, (done.get(what) ?? 0) + 1);
  const rest = (seconds: number): Promise<void> =>
    delay(seconds * 1_000, undefined, { signal }).catch(() => undefined);
  let order: string[] = [];
  while (!signal.aborted) {
    await standIn.fault('');
    await rest(3 + random() * 5);
    if (random() < 0.3) {
      const wanted = signals[Math.floor(random() * signals.length)] ?? 'SIGKILL';
      if (await hit(standIn, wanted)) count(wanted);
      continue;
    }
    if (order.length === 0) order = shuffled(faults, random);
    const fault = order.pop() ?? 'hang';
    await standIn.fault(fault);
    count(fault);
    await rest(2 + random() * 5);
  }
  await standIn.fault('');
  return done;
}

/** Sends the signal to the program that was started last, if it is still that program. */
async function hit(standIn: StandIn, signal: NodeJS.Signals): Promise<boolean> {
  const pid = await standIn.lastStart();
  if (pid === null) return false;
  try {
    // A number may have gone to somebody else meanwhile.
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (!`${environment} ${words}`.includes(standIn.folder)) return false;
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function shuffled(items: readonly string[], random: () => number): string[] {
  return items
    .map((item): [number, string] => [random(), item])
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** Mulberry32: enough for an order of faults. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
