import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Round, runChaos } from './chaos.ts';
import { type Command, readCommandLine, USAGE, UsageError } from './command-line.ts';
import { NoNamespaces } from './network.ts';
import { roundLine, summaryTable, verdictLines } from './report.ts';
import { Undo } from './undo.ts';
import type { Verdict } from './verdict.ts';

interface Outcome {
  readonly rounds: Round[];
  readonly verdicts: (Verdict & { readonly nodes: number })[];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<boolean> {
  const command = readCommandLine(process.argv.slice(2));
  const outcome: Outcome = { rounds: [], verdicts: [] };
  say(`seed ${command.seed}`);
  for (const [at, size] of command.sizes.entries()) {
    const share = Math.floor(
      (command.rounds + command.sizes.length - 1 - at) / command.sizes.length,
    );
    if (share > 0) await runOne(command, size, share, outcome);
  }
  say(`\n${summaryTable(outcome.rounds)}`);
  const violations = outcome.verdicts.flatMap((verdict) => verdict.violations);
  const isPassed = violations.length === 0;
  if (command.json) {
    const { seed, flaw } = command;
    say(JSON.stringify({ chaos: 'raft', seed, flaw, passed: isPassed, ...outcome }));
  }
  return isPassed;
}

/** One cluster from its founding to the verdict; whatever it made is gone afterwards. */
async function runOne(
  command: Command,
  size: number,
  rounds: number,
  outcome: Outcome,
): Promise<void> {
  const undo = new Undo();
  const folder = mkdtempSync(join(tmpdir(), 'eyrie-chaos-'));
  undo.add(() => rmSync(folder, { recursive: true, force: true }));
  const interrupted = (signal: NodeJS.Signals): void => {
    process.stderr.write(`${signal}: taking everything down.\n`);
    undo.run();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const onExit = (): void => undo.run();
  process.once('exit', onExit);
  const onRound = (round: Round): void => {
    const counted = { ...round, round: outcome.rounds.length + 1 };
    outcome.rounds.push(counted);
    say(roundLine(counted));
  };
  try {
    const verdict = await runChaos({ ...command, size, rounds, folder, undo, onRound });
    outcome.verdicts.push({ nodes: size, ...verdict });
    say(`${size} nodes: ${verdictLines(verdict)}`);
  } finally {
    undo.run();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted).off('exit', onExit);
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (error instanceof NoNamespaces) {
    process.stderr.write(`${error.message}\nWithout them: --without-namespaces\n`);
  } else if (error instanceof UsageError || error instanceof TypeError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
  } else {
    throw error;
  }
  process.exitCode = 2;
}
