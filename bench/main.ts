import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Findings, type Bench } from './harness/bench.ts';
import { readCommandLine, UsageError, type Command } from './harness/command-line.ts';
import { concludeFigure, type Figure, type FigureSpec } from './harness/figure.ts';
import { folderOnDisk } from './harness/disk.ts';
import { describeMachine, thisMachine } from './harness/machine.ts';
import { writeSection } from './harness/performance-page.ts';
import { ProcessGroup } from './harness/process-group.ts';
import { jsonLine, textTable } from './harness/report.ts';
import { benches } from './registry.ts';

const page = path.resolve(import.meta.dirname, '../docs/performance.md');

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2));
  if (command.name === null) {
    console.log(listOfBenches());
    return;
  }
  const bench = benches.find(({ name }) => name === command.name);
  if (!bench) throw new UsageError(`There is no bench "${command.name}".\n\n${listOfBenches()}`);
  const figures = await measure(bench, command, wantedOf(bench, command));
  const machine = thisMachine();
  console.log(`\n${bench.name}: ${bench.sentence}`);
  console.log(`${describeMachine(machine)}${command.quick ? '; quick: read no figure' : ''}\n`);
  console.log(textTable(figures));
  for (const note of bench.notes) console.log(`  * ${note}`);
  if (command.write) {
    const date = new Date().toISOString().slice(0, 10);
    await writeSection(page, { bench, figures, machine, repeats: command.repeats, date });
    console.error(`Written to ${path.relative(process.cwd(), page)}.`);
  }
  if (command.json) console.log(jsonLine(bench.name, figures, command.quick));
}

/** Runs the bench and ends whatever it started, however it goes. */
async function measure(
  bench: Bench,
  command: Command,
  wanted: readonly FigureSpec[],
): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(folderOnDisk(), `eyrie-bench-${bench.name}-`));
  const processes = new ProcessGroup(folder);
  const clear = () => rmSync(folder, { recursive: true, force: true });
  const interrupt = (signal: NodeJS.Signals) => {
    console.error(`${signal}: ending what was started.`);
    void processes.endAll().finally(() => {
      clear();
      process.exit(130);
    });
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const startedAt = performance.now();
  const findings = new Findings(bench.figures);
  try {
    await bench.run(
      {
        repeats: command.repeats,
        quick: command.quick,
        wants: (id) => wanted.some((figure) => figure.id === id),
        folder,
        processes,
        // To stderr, so that stdout is the report alone.
        progress: (line) => {
          const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
          console.error(`${seconds} s  ${line}`);
        },
      },
      findings,
    );
  } finally {
    await processes.endAll();
    clear();
  }
  return wanted.map((spec) => concludeFigure(spec, (part) => findings.of(spec.id, part)));
}

/** @throws UsageError for a figure that the bench does not have. */
function wantedOf({ name, figures }: Bench, { only }: Command): readonly FigureSpec[] {
  const unknown = only?.find((id) => !figures.some((figure) => figure.id === id));
  if (unknown === undefined) return figures.filter(({ id }) => only?.includes(id) ?? true);
  const known = figures.map(({ id }) => id).join(', ');
  throw new UsageError(`${name} has no figure "${unknown}"; it has ${known}.`);
}

function listOfBenches(): string {
  const width = Math.max(...benches.map(({ name }) => name.length));
  return [
    'npm run bench -- NAME [--json] [--repeats 3] [--quick] [--only ID,ID] [--write]',
    '',
    ...benches.map(({ name, sentence }) => `  ${name.padEnd(width)}  ${sentence}`),
    '',
    '--only shows some of the figures; raft then measures no others.',
    '--quick runs tiny amounts, to see that a bench works; --write updates docs/performance.md.',
  ].join('\n');
}

try {
  await main();
} catch (error) {
  if (error instanceof UsageError) console.error(error.message);
  else console.error(error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
