import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../harness/command-line.ts';
import { folderOnDisk } from '../harness/disk.ts';
import { ProcessGroup } from '../harness/process-group.ts';
import { readRackCommand } from './command-line.ts';
import { runRack, type RackReport } from './rack.ts';
import { startText } from './start.ts';
import { violationsOf } from './verdict.ts';

async function main(): Promise<boolean> {
  const command = readRackCommand(process.argv.slice(2));
  const folder = mkdtempSync(path.join(folderOnDisk(), 'eyrie-rack-'));
  const processes = new ProcessGroup(folder);
  const clear = () => rmSync(folder, { recursive: true, force: true });
  const interrupt = (signal: NodeJS.Signals) => {
    console.error(`${signal}: ending what was started.`);
    void processes.endAll().finally(() => {
      clear();
      process.exit(130);
    });
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const began = performance.now();
  try {
    const context = {
      repeats: 1,
      quick: false,
      wants: () => true,
      folder,
      processes,
      progress: (line: string) => {
        console.error(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
      },
    };
    const report = await runRack(context, command);
    const violations = violationsOf(report, command);
    console.log(textOf(report));
    for (const violation of violations) console.log(`  ! ${violation}`);
    if (violations.length === 0) console.log('All as it must be.');
    if (command.json) console.log(JSON.stringify({ rack: command.pis, ...report, violations }));
    return violations.length === 0;
  } finally {
    await processes.endAll();
    clear();
  }
}

function textOf({ cold, warm, slots }: RackReport): string {
  const misses = Object.entries(slots.missed).map(([reason, count]) => `${count} ${reason}`);
  return [
    `with claims  ${startText(cold)}`,
    `enrolled     ${startText(warm)}`,
    `slots        ${slots.captured} with a frame, ${misses.join(', ') || 'none missed'}, ` +
      `${slots.lost} lost, ${slots.doubled} twice`,
  ].join('\n');
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
