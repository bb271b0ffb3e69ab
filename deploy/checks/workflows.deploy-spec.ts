import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly needs?: string | readonly string[];
        readonly permissions?: Readonly<Record<string, string>>;
        readonly 'timeout-minutes'?: number;
        readonly steps: readonly Step[];
      }
    >
  >;
}

/** What may go wrong in a workflow without anybody noticing until it runs, a sentence each. */
function workflowOffences(text: string): string[] {
  const workflow = parse(text) as Workflow;
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  // What a tag names can be changed by whoever has it; a comment says which version that was.
  const unpinned = text
    .split('\n')
    .filter((line) => /^\s*(- )?uses:/.test(line))
    .filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
    .map((line) => `is not pinned: ${line.trim()}`);
  const jobs = Object.entries(workflow.jobs).flatMap(([name, job]) => {
    const needs = typeof job.needs === 'string' ? [job.needs] : (job.needs ?? []);
    const said = job.steps.map(({ run }) => run ?? '').join('\n');
    const asked = [...said.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script = '']) => script);
    const files = [...said.matchAll(/\b(?:node|bash) ([\w./-]+\.(?:mjs|cjs)|\.ci\/run)/g)]
      .map(([, file = '']) => file)
      .concat(job.steps.map(({ with: given }) => String(given?.['file'] ?? '')))
      .filter((file) => file !== '');
    return [
      ...needs.filter((need) => !(need in workflow.jobs)).map((need) => `needs the job ${need}`),
      ...asked.filter((script) => !(script in scripts)).map((script) => `runs ${script}`),
      ...files.filter((file) => !existsSync(path.join(root, file))).map((file) => `wants ${file}`),
      ...(job['timeout-minutes'] === undefined ? ['may run for hours'] : []),
    ].map((offence) => `${name} ${offence}, which is not there`);
  });
  const rights = JSON.stringify(workflow.permissions) === '{"contents":"read"}';
  return [...unpinned, ...jobs, ...(rights ? [] : ['has more rights than to read'])];
}

const hasGo = spawnSync('go', ['version']).status === 0;

/** Status and words of actionlint for files, or for a text after `-`. */
function actionlint(...parameters: string[]): [number | null, string] {
  const [first] = parameters;
  const given = first === '-' ? ['-'] : parameters;
  const { status, stdout } = spawnSync(
    'go',
    [
      'run',
      'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
      '-no-color',
      '-oneline',
      ...given,
    ],
    {
      cwd: root,
      encoding: 'utf8',
      ...(first === '-' ? { input: parameters[1] ?? '' } : {}),
      timeout: 200_000,
    },
  );
  return [status, stdout];
}

describe('the workflows', () => {
  const files = globSync(path.join(root, '.github/workflows/*.yml'));
  const release = readFileSync(path.join(root, '.github/workflows/release.yml'), 'utf8');

  it.each(files.map((file) => [path.basename(file), file]))(
    '%s has nothing to object to',
    (_, file) => {
      expect(workflowOffences(readFileSync(file, 'utf8'))).toEqual([]);
    },
  );

  it.each([
    [
      /actions\/checkout@[0-9a-f]{40} # v[\d.]+/,
      'actions/checkout@v7',
      'is not pinned: - uses: actions/checkout@v7',
    ],
    ['needs: [image, trees]', 'needs: [images, trees]', 'publish needs the job images'],
    ['npm run -s sbom', 'npm run -s sbomb', 'publish runs sbomb'],
    [
      'deploy/images/backup.Dockerfile',
      'deploy/images/backups.Dockerfile',
      'image wants deploy/images/backups.Dockerfile',
    ],
    [
      'permissions:\n  contents: read',
      'permissions:\n  contents: write',
      'has more rights than to read',
    ],
    ['    timeout-minutes: 60\n', '', 'check may run for hours'],
  ])('would be objected to with %p as %p', (sound, spoiled, offence) => {
    const text = release.replace(sound, spoiled);
    expect(text).not.toBe(release);
    expect(workflowOffences(text).join('\n')).toContain(offence);
  });

  // Expressions, contexts, inputs of actions, and scripts by shellcheck. `go run` keeps what it built.
  (hasGo ? it : it.skip)(
    'pass actionlint, which would object',
    () => {
      expect(actionlint(...files)).toEqual([0, '']);
      const spoiled = release.replace('steps.images.outputs.backup', 'steps.image.outputs.backup');
      const [status, said] = actionlint('-', spoiled);
      expect([status, said]).toEqual([1, expect.stringContaining('"image" is not defined')]);
    },
    240_000,
  );

  it('run scripts that a shell can read', () => {
    const scripts = files.flatMap((file) =>
      Object.values((parse(readFileSync(file, 'utf8')) as Workflow).jobs).flatMap(({ steps }) =>
        steps.map(({ run }) => run ?? ''),
      ),
    );
    for (const script of scripts) {
      // Expressions are filled in before a shell sees them.
      const input = script.replaceAll(/\$\{\{.*?\}\}/g, 'x');
      const { status, stderr } = spawnSync('bash', ['-n'], { input, encoding: 'utf8' });
      expect([script, status, stderr]).toEqual([script, 0, '']);
    }
  });
});
