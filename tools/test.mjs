// Runs every test: first those beside the code, three files at a time, because many of them wait more
// than they work; then those of whole fleets, two at a time. The longest are begun first. Ends with one
// line that counts them all, and exits non-zero where anything failed.
// `npm test -- PATTERN` runs only the files that match.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { failuresOf } from './failure-digest.ts';

const root = path.resolve(import.meta.dirname, '..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const sequencer = path.join(root, 'tools/longest-first.mjs');
const results = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-results-'));
const patterns = process.argv.slice(2);

// A Postgres with a database as the cloud wants it, for about a hundred files to copy. It runs as
// another user where the tests run as root, and must be able to enter. Without it each makes its own.
const template = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-template-'));
chmodSync(template, 0o755);
const isTemplateMade = patterns.length === 0 && makeTemplate();

function makeTemplate() {
  const program = path.join(root, 'apps/cloud-api/src/testing/bin/postgres-template.ts');
  const { status } = spawnSync(
    process.execPath,
    ['--conditions=@eyrie/source', '--import', './tools/swc-hooks.mjs', program, template],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return status === 0;
}

function run(name, jestArguments) {
  const outputFile = path.join(results, `${name}.json`);
  const { status } = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest]
      .concat(jestArguments, [
        '--testSequencer',
        sequencer,
        // Modules of a file stay with the worker that ran it: it begins anew before it has gigabytes of them.
        '--workerIdleMemoryLimit=1500MB',
        '--passWithNoTests',
        '--json',
        `--outputFile=${outputFile}`,
      ])
      .concat(patterns),
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        ...(isTemplateMade ? { EYRIE_TEST_POSTGRES_TEMPLATE: template } : {}),
      },
    },
  );
  const report = JSON.parse(readFileSync(outputFile, 'utf8'));
  const tests = report.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: path.relative(root, file.name) })),
  );
  return { report, tests, status };
}

const runs = [
  run('beside-the-code', ['--testPathIgnorePatterns', '<rootDir>/e2e/', '--maxWorkers=3']),
  run('whole-fleet', ['--testMatch', '<rootDir>/e2e/**/*.e2e-spec.ts', '--maxWorkers=2']),
];
for (const folder of [results, template]) rmSync(folder, { recursive: true, force: true });

const tests = runs.flatMap((one) => one.tests);
const count = (...states) => tests.filter((test) => states.includes(test.status)).length;
const skipped = tests.filter((test) =>
  ['pending', 'todo', 'skipped', 'disabled'].includes(test.status),
);
// A file that could not even be loaded has no tests; it still failed.
const brokenFiles = runs.reduce((sum, one) => sum + one.report.numRuntimeErrorTestSuites, 0);
const failed = count('failed') + brokenFiles;
const crashed = failed === 0 && runs.some((one) => one.status !== 0);

for (const test of skipped) console.log(`skipped: ${test.fullName} (${test.file})`);
// With why: where only the end of a log is kept, this is all there is.
for (const { report } of runs) {
  for (const line of failuresOf(report, (file) => path.relative(root, file))) console.log(line);
}
if (crashed) console.log('The test runner itself failed; its last lines stand above.');
const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
console.log(`${count('passed')} passed, ${failed} failed${tail}`);
process.exit(failed > 0 || crashed ? 1 : 0);
