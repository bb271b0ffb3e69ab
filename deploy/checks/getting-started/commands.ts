import { readFileSync } from 'node:fs';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../../..');

/** Every command of the page's blocks, one a line, continued lines joined. */
export function pageCommands(): string[] {
  const page = readFileSync(path.join(repository, 'docs/getting-started.md'), 'utf8');
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  return blocks.flatMap((text) =>
    text
      .replaceAll(/\\\n\s*/g, '')
      .trim()
      .split('\n'),
  );
}

/** Who runs a command: a spec beside this (helm, setup), e2e/getting-started.ts at a true cloud, or nobody. */
export type Runner = 'chart' | 'setup' | 'cloud';

const runners: readonly (readonly [Runner, RegExp])[] = [
  ['chart', /^helm (install|upgrade) /],
  ['setup', /^\.\/setup /],
  ['cloud', /^eyrie (site|image|token|device|camera) /],
];

interface NotRun {
  readonly command: RegExp;
  /** Why no test runs it as it is written. */
  readonly reason: string;
  /** The test that runs the same in another setting, and words that are in it; null where nothing could go wrong. */
  readonly insteadBy: readonly [file: string, words: string] | null;
}

/** What is on the page though no test runs it as it stands there: openly, one by one. */
export const notRun: readonly NotRun[] = [
  { command: /^cd deploy\/compose$/, reason: 'a folder of the repository', insteadBy: null },
  { command: /^git pull$/, reason: 'the network of the reader', insteadBy: null },
  {
    command: /^openssl rand -base64 (32|18) \| tr -d '\\n' > (master-key|owner-password)$/,
    reason: 'it needs nothing of ours; which names the files must have is held against the chart',
    insteadBy: [
      'deploy/checks/getting-started.deploy-spec.ts',
      "toEqual(['master-key', 'owner-password'])",
    ],
  },
  {
    command: /^kubectl /,
    reason: 'there is no cluster where tests run',
    insteadBy: ['deploy/checks/getting-started.deploy-spec.ts', 'the Secret that the page makes'],
  },
  {
    command: /^docker compose up -d --build$/,
    reason: 'no Docker where tests run: the file is loaded, and its services run as processes',
    insteadBy: [
      'deploy/checks/compose-stack.deploy-spec.ts',
      'the services of the Compose file, as processes',
    ],
  },
  {
    command: /^eyrie login --url \S+$/,
    reason: 'it asks, at a terminal',
    insteadBy: ['e2e/cli.e2e-spec.ts', 'log a person in at a terminal'],
  },
  {
    command: /^npm run image:build /,
    reason:
      'a quarter of an hour under emulation: its parts are tested, and image:boot-test starts the whole',
    insteadBy: ['deploy/checks/edge-image/layout.deploy-spec.ts', 'an image of a small root'],
  },
  {
    command: /^npm run deb:build /,
    reason: 'minutes of compression; the same package is made without, for this machine',
    insteadBy: ['deploy/checks/edge-package.deploy-spec.ts', 'the package, installed'],
  },
  {
    command: /^eyrie pi install /,
    reason: 'at a machine that the test makes, with its ssh configuration',
    insteadBy: ['e2e/pi-install.ts', 'installs the package, and ends once the device has enrolled'],
  },
  {
    command: /^eyrie doctor$/,
    reason: 'it looks at the machine that it runs on',
    insteadBy: ['e2e/doctor.e2e-spec.ts', "describe('eyrie doctor'"],
  },
  { command: /^export EYRIE_BACKUPS=\S+$/, reason: 'a folder of the reader', insteadBy: null },
  {
    command: /^eyrie backup (list|drill|restore)( |$)/,
    reason: 'with a Postgres that it may stop, and its environment',
    insteadBy: ['apps/cloud-api/src/restored/backup.int-spec.ts', "run('drill'"],
  },
];

export function runnerOf(command: string): Runner | null {
  return runners.find(([, pattern]) => pattern.test(command))?.[0] ?? null;
}

export function commandsOf(runner: Runner): string[] {
  return pageCommands().filter((command) => runnerOf(command) === runner);
}
