import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ABSENT } from '../mutations/absent.ts';
import { findMutation, MUTATIONS } from '../mutations/catalogue.ts';
import { editsOf, type Mutation, patched } from '../mutations/mutation.ts';
import type { Command } from './command-line.ts';
import { Pool } from './pool.ts';
import type { Say } from './seeds.ts';
import type { Job, JobResult } from './worker-messages.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const TABLE = path.join(ROOT, 'docs', 'raft-mutations.md');
/** Where no test finds it. */
const SEEDS_MAX = 200;
/** Where one does: to see whether the simulator would have found it too. */
const SEEDS_BESIDES = 3;
const SCENARIO_MS_MAX = 40_000;

interface Finding {
  readonly mutation: Mutation;
  /** The lowest seed that fails, and why; null when none did. */
  readonly bySeed: { readonly seed: number; readonly broken: string } | null;
  readonly seedsTried: number;
  /** Whether the named test fails; null when there is none. */
  readonly byScenario: boolean | null;
}

/** Re-introduces each bug and looks for it; false when one is not found. */
export async function runMutations(command: Command, say: Say): Promise<boolean> {
  const wanted = command.only === null ? MUTATIONS : [findMutation(command.only)];
  for (const mutation of wanted) requireFit(mutation);
  const findings: Finding[] = [];
  for (const mutation of wanted) {
    const finding = await find(mutation, command);
    findings.push(finding);
    say(`${mutation.id.padEnd(5)} ${describe(finding)}`);
  }
  const lost = findings.filter(({ bySeed, byScenario }) => !bySeed && byScenario !== true);
  say(`${findings.length - lost.length} of ${findings.length} found`);
  if (command.only === null) {
    writeFileSync(TABLE, page(findings, command));
    say(`written to ${path.relative(process.cwd(), TABLE)}`);
  }
  return lost.length === 0;
}

/** A patch that fits nothing would end its simulator, which looks as if the bug had been found. */
function requireFit(mutation: Mutation): void {
  for (const { file } of editsOf(mutation)) {
    patched(mutation, file, readFileSync(path.join(ROOT, file), 'utf8'));
  }
}

/** By its test and by a few seeds side by side; by many seeds where neither does. */
async function find(mutation: Mutation, command: Command): Promise<Finding> {
  const few = Math.min(command.seeds, SEEDS_BESIDES);
  const [byScenario, early] = await Promise.all([
    mutation.scenario ? runScenario(mutation) : null,
    searchSeeds(mutation, command, 1, few),
  ]);
  if (early || byScenario === true) return { mutation, bySeed: early, seedsTried: few, byScenario };
  const seedsTried = Math.min(command.seeds, SEEDS_MAX);
  const bySeed = await searchSeeds(mutation, command, few + 1, seedsTried);
  return { mutation, bySeed, seedsTried, byScenario };
}

async function searchSeeds(
  mutation: Mutation,
  { jobs, minutes }: Command,
  first: number,
  last: number,
): Promise<Finding['bySeed']> {
  let next = first;
  const failures: JobResult[] = [];
  const draw = (): Job | null => {
    if (failures.length > 0 || next > last) return null;
    const options = { seed: next, minutes };
    next += 1;
    return { options, double: false, traceFile: null };
  };
  try {
    await new Pool(jobs, mutation.id).run(draw, (result) => {
      if (result.outcome.broken !== null) failures.push(result);
    });
  } catch (error) {
    // The bug may end the whole process, by a loop without an end for example.
    return { seed: next - 1, broken: String(error) };
  }
  const [lowest] = failures.sort((left, right) => left.options.seed - right.options.seed);
  if (!lowest) return null;
  return { seed: lowest.options.seed, broken: lowest.outcome.broken ?? '' };
}

/** Runs the named test on the code with the bug. A suite that does not even load finds nothing. */
async function runScenario(mutation: Mutation): Promise<boolean> {
  const { spec, test } = mutation.scenario!;
  const folder = mkdtempSync(path.join(tmpdir(), 'eyrie-mutation-'));
  const report = path.join(folder, 'report.json');
  const escaped = test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  const config = path.join(import.meta.dirname, '../mutations/jest.config.mjs');
  const argv = ['--experimental-vm-modules', jest, '--config', config, spec];
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [...argv, '-t', escaped, '--json', '--outputFile', report],
        { cwd: ROOT, stdio: 'ignore', env: { ...process.env, EYRIE_MUTATION: mutation.id } },
      );
      // A bug may keep a test going for ever: that is not finding it either.
      const timer = setTimeout(() => child.kill('SIGKILL'), SCENARIO_MS_MAX);
      child.once('error', reject);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    // Jest itself may have come to its end by the bug: that is not the test having found it.
    if (!existsSync(report)) return false;
    const { numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as { numFailedTests: number; numRuntimeErrorTestSuites: number };
    return numFailedTests > 0 && numRuntimeErrorTestSuites === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe({ bySeed, byScenario, mutation }: Finding): string {
  const parts: string[] = [];
  if (bySeed) parts.push(`seed ${bySeed.seed}: ${bySeed.broken.slice(0, 120)}`);
  if (byScenario) parts.push(`test "${mutation.scenario!.test}"`);
  return parts.length > 0 ? parts.join('; ') : 'NOT FOUND';
}

function page(findings: readonly Finding[], command: Command): string {
  const { minutes } = command;
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const row = (...cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const rows = findings.map(({ mutation, bySeed, seedsTried, byScenario }) =>
    row(
      mutation.id,
      mutation.what,
      mutation.seenIn,
      bySeed ? String(bySeed.seed) : `none of ${seedsTried}`,
      bySeed ? bySeed.broken.slice(0, 90) : '',
      byScenario === null ? '' : `${byScenario ? 'fails' : 'passes'}: “${mutation.scenario!.test}”`,
    ),
  );
  const others = (list: typeof ABSENT): string[] => [
    '| Bug | What | Why |',
    '| --- | --- | --- |',
    ...list.map(({ id, what, why }) => row(id, what, why)),
  ];
  return [
    '# Known bugs of Raft, put back in',
    '',
    'Written by `npm run sim -- --mutations`. Each row is a bug that some library had, as a patch of',
    'our source (`libs/raft/testing/mutations`) that only the simulator’s loader applies. “Seed” is the',
    `first of the simulator’s seeds that fails, each in a storm of ${minutes} minutes; “test” is a directed`,
    'scenario. A bug that neither finds would be a hole in the tests.',
    '',
    '| Bug | What | Seen in | Seed | By what it shows | Test |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '## Not possible here',
    '',
    ...others(ABSENT),
    '',
  ].join('\n');
}
