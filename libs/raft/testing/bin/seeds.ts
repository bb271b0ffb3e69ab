import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Outcome } from '../sim/simulation.ts';
import type { Command } from './command-line.ts';
import { Pool } from './pool.ts';
import { describe, shrink } from './shrink.ts';
import type { Job, JobResult } from './worker-messages.ts';

const REGRESSIONS = path.join(import.meta.dirname, '..', 'regressions.json');
const PROGRESS_MS = 2000;

export type Say = (line: string) => void;

/** What has been run so far. */
class Tally {
  seeds = 0;
  simulatedMs = 0;
  terms = 0;
  committed = 0;
  answered = 0;
  unknown = 0;
  reads = 0;
  changes = 0;
  /** Sites that were as small as one and as large as five. */
  grown = 0;
  replaced = 0;
  snapshotsSent = 0;
  snapshotsResumed = 0;
  sessions = 0;
  undecided = 0;
  readonly faults = new Map<string, number>();

  add(outcome: Outcome): void {
    this.seeds += 1;
    this.simulatedMs += outcome.simulatedMs;
    this.terms += outcome.terms;
    this.committed += outcome.committed;
    this.answered += outcome.answered;
    this.unknown += outcome.unknown;
    this.reads += outcome.reads;
    this.changes += outcome.changes;
    if (outcome.votersLeast === 1 && outcome.votersMost >= 5) this.grown += 1;
    this.replaced += outcome.replaced;
    this.snapshotsSent += outcome.snapshotsSent;
    this.snapshotsResumed += outcome.snapshotsResumed;
    this.sessions += outcome.sessions;
    this.undecided += outcome.undecided;
    for (const [kind, count] of Object.entries(outcome.faults)) {
      this.faults.set(kind, (this.faults.get(kind) ?? 0) + count);
    }
  }

  line(seeds: number, sinceMs: number): string {
    const tookS = (performance.now() - sinceMs) / 1000;
    const hours = this.simulatedMs / 3_600_000;
    return (
      `${this.seeds} of ${seeds} seeds, ${hours.toFixed(1)} simulated hours in ` +
      `${tookS.toFixed(0)} s (${(this.simulatedMs / 1000 / tookS).toFixed(0)} times real time)`
    );
  }

  details(): string[] {
    const faults = [...this.faults].sort(([left], [right]) => (left < right ? -1 : 1));
    return [
      `terms ${this.terms}, committed ${this.committed}, answered ${this.answered}, ` +
        `outcome unknown ${this.unknown}, reads ${this.reads}, histories undecided ${this.undecided}`,
      `changes of members ${this.changes} (of one and of five in ${this.grown} seeds), cards replaced ${this.replaced}, ` +
        `snapshots sent ${this.snapshotsSent}, resumed ${this.snapshotsResumed}, ` +
        `sessions ${this.sessions}`,
      `faults: ${faults.map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    ];
  }
}

/** Runs the seeds; false when one has failed, which is then shrunk, kept and told. */
export async function runSeeds(command: Command, say: Say): Promise<boolean> {
  const first = command.seed ?? 1;
  const tally = new Tally();
  const startedAt = performance.now();
  let [next, saidAt] = [first, startedAt];
  const failures: JobResult[] = [];
  const draw = (): Job | null => {
    if (next >= first + command.seeds || failures.length > 0) return null;
    const options = optionsOf(command, next);
    next += 1;
    return { options, double: command.double, traceFile: null };
  };
  await new Pool(Math.min(command.jobs, command.seeds)).run(draw, (result) => {
    tally.add(result.outcome);
    if (result.outcome.broken !== null) {
      failures.push(result);
      say(`FAILS ${describe(result.options)}: ${result.outcome.broken}`);
    }
    if (performance.now() - saidAt < PROGRESS_MS) return;
    saidAt = performance.now();
    say(tally.line(command.seeds, startedAt));
  });
  say(tally.line(command.seeds, startedAt));
  for (const line of tally.details()) say(line);
  for (const failure of failures) await keep(failure, command, say);
  return failures.length === 0;
}

function optionsOf({ minutes, nodes, without }: Command, seed: number): Job['options'] {
  return { seed, minutes, without, ...(nodes === null ? {} : { nodes }) };
}

async function keep(failure: JobResult, command: Command, say: Say): Promise<void> {
  const pool = new Pool(1);
  const run = (options: Job['options']): Promise<JobResult> =>
    pool.one({ options, double: command.double, traceFile: null });
  const small = command.shrink ? await shrink(failure, run, say) : failure;
  mkdirSync(command.keep, { recursive: true });
  const traceFile = path.resolve(command.keep, `seed-${small.options.seed}.trace`);
  await pool.one({ options: small.options, double: false, traceFile });
  const known = JSON.parse(readFileSync(REGRESSIONS, 'utf8')) as Job['options'][];
  const isKnown = known.some((each) => describe(each) === describe(small.options));
  if (!isKnown) {
    writeFileSync(REGRESSIONS, `${JSON.stringify([...known, small.options], null, 2)}\n`);
  }
  say(`${small.outcome.broken ?? failure.outcome.broken}`);
  say(`repeat it by: ${describe(small.options)}`);
  say(`its trace: ${path.relative(process.cwd(), traceFile)}; added to regressions.json`);
}
