import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');

export type BuiltApp = 'edge-worker' | 'edge-coordinator';

/** Builds the apps as a release has them: no compiler and no sources in their processes. */
export async function buildApps(apps: readonly BuiltApp[]): Promise<void> {
  const projects = apps.map((app) => `@eyrie/${app}`).join(',');
  const nx = path.join(root, 'node_modules/.bin/nx');
  await promisify(execFile)(process.execPath, [nx, 'run-many', '-t', 'build', '-p', projects], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false' },
    maxBuffer: 16 * 1024 * 1024,
  });
}

/** How Node.js runs a built app, with the arguments and the environment that its package asks for. */
export function builtCommand(app: BuiltApp): { args: string[]; env: Record<string, string> } {
  const folder = path.join(root, 'apps', app);
  const { eyrie } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    eyrie?: { nodeArguments?: string[]; environment?: Record<string, string> };
  };
  const args = [...(eyrie?.nodeArguments ?? []), path.join(folder, 'dist/main.js')];
  return { args, env: { PATH: process.env['PATH'] ?? '', ...eyrie?.environment } };
}
