// Installs the dependencies where they are missing or older than the lock file. Runs before
// `npm start` and `npm test` on a fresh clone, so it may use nothing but Node's own modules.
const { createHash } = require('node:crypto');
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const stampFile = path.join(root, 'node_modules', '.eyrie-deps-stamp');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Eyrie needs Node.js 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

function installedHash() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : '';
}

function npm(...args) {
  // npm tells its scripts where it lives; without it (run by hand) the one on the PATH serves.
  const npmCli = process.env.npm_execpath;
  const [command, prefix] = npmCli ? [process.execPath, [npmCli]] : ['npm', []];
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
  return (
    spawnSync(command, [...prefix, ...args, ...quiet], { cwd: root, stdio: 'inherit' }).status === 0
  );
}

if (installedHash() !== lockHash()) {
  console.log('Installing dependencies (about a minute the first time)…');
  const started = Date.now();
  // `npm ci` refuses a lock that misses optional packages of other platforms, which a registry
  // mirror may have left out; `npm install` accepts it and installs the same versions.
  if (!npm('ci', '--include=dev') && !npm('install', '--include=dev')) {
    console.error(
      'The dependencies could not be installed. npm says why above; then run this again.',
    );
    process.exit(1);
  }
  writeFileSync(stampFile, `${lockHash()}\n`);
  console.log(`Dependencies installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}
