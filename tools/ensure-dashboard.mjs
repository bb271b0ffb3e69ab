// Builds the dashboard where its sources changed since the last build, so that `npm start` and the
// browser tests always serve what is in the tree.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const dashboard = path.join(root, 'apps/dashboard');
const stampFile = path.join(dashboard, 'dist/.sources');
const inputs = [
  'apps/dashboard/src',
  'apps/dashboard/public',
  'libs/contracts/src',
  'libs/realtime/src',
  'libs/schedule/src',
];
const files = ['apps/dashboard/index.html', 'apps/dashboard/vite.config.ts', 'package-lock.json'];

function filesBelow(folder) {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function sourcesHash() {
  const hash = createHash('sha256');
  const all = [...inputs.flatMap(filesBelow), ...files.map((file) => path.join(root, file))];
  for (const file of all.filter((name) => existsSync(name))) {
    hash.update(path.relative(root, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

const wanted = sourcesHash();
const built = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
if (built !== wanted) {
  console.log('Building the dashboard…');
  const node = path.join(root, 'node_modules/.bin/node');
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const { status } = spawnSync(
    existsSync(node) ? node : process.execPath,
    [vite, 'build', '--logLevel', 'warn'],
    {
      cwd: dashboard,
      stdio: 'inherit',
    },
  );
  if (status !== 0) {
    console.error('The dashboard could not be built; the reason stands above.');
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
}
