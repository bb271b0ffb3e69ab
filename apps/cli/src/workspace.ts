import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where the installation lies: a checkout of the workspace, or a built tree of the same shape. */
export const workspaceDirectory = path.resolve(import.meta.dirname, '../../..');

const hooks = path.join(workspaceDirectory, 'tools/swc-hooks.mjs');

/**
 * The arguments with which Node.js runs an entry of an app, for example
 * `('cloud-api', 'embedded-postgres/main')`: its source in a checkout, else what was built of it.
 */
export function nodeArguments(app: string, entry: string): string[] {
  const directory = path.join(workspaceDirectory, 'apps', app);
  const own = ownArguments(directory);
  return existsSync(hooks)
    ? [
        ...own,
        '--conditions=@eyrie/source',
        '--enable-source-maps',
        '--import',
        hooks,
        path.join(directory, 'src', `${entry}.ts`),
      ]
    : [...own, '--enable-source-maps', path.join(directory, 'dist', `${entry}.js`)];
}

/** The variables that the app wants to be started with, such as those of the C library's memory. */
export function ownEnvironment(app: string): Readonly<Record<string, string>> {
  return ownWishes(path.join(workspaceDirectory, 'apps', app)).environment ?? {};
}

function ownArguments(directory: string): readonly string[] {
  return ownWishes(directory).nodeArguments ?? [];
}

/** What the app wants wherever it runs: `eyrie` in its package.json. */
function ownWishes(directory: string): {
  nodeArguments?: string[];
  environment?: Record<string, string>;
} {
  const text = readFileSync(path.join(directory, 'package.json'), 'utf8');
  const { eyrie } = JSON.parse(text) as { eyrie?: ReturnType<typeof ownWishes> };
  return eyrie ?? {};
}
