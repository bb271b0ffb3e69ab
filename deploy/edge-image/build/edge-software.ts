import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { outputOf, run, step } from './run.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
export type Processor = 'arm64' | 'x64';

/** Puts Eyrie's edge programs with their packages for the Pi's processor into the root, and their Node. */
export function installEdgeSoftware(root: string, cache: string): void {
  collectEdgePrograms(path.join(root, 'usr/lib/eyrie/app'), 'arm64');
  const programs = path.join(root, 'usr/local/bin');
  mkdirSync(programs, { recursive: true });
  run('cp', [nodeFor('arm64', cache), path.join(programs, 'node')]);
  run('chmod', ['755', path.join(programs, 'node')]);
}

/** Builds worker and coordinator, and collects them with their packages for that processor in `app`. */
export function collectEdgePrograms(app: string, processor: Processor): void {
  step(`the edge programs are built and collected for ${processor}`);
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
  rmSync(app, { recursive: true, force: true });
  const collect = ['deploy/images/collect.mjs', app, 'edge-worker', 'edge-coordinator'];
  run(process.execPath, collect, {
    cwd: repository,
    environment: { npm_config_cpu: processor, npm_config_os: 'linux', npm_config_libc: 'glibc' },
  });
}

/** The very Node that the workspace runs with, made for that processor: the program's file. */
export function nodeFor(processor: Processor, cache: string): string {
  const name = `node-linux-${processor}`;
  const installed = path.join(repository, 'node_modules', name, 'bin/node');
  if (existsSync(installed)) return installed;
  const manifest = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const wanted = `${name}@${manifest.optionalDependencies[name]}`;
  const folder = path.join(cache, wanted);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    const pack = ['pack', wanted, '--silent', '--pack-destination', folder];
    const packed = outputOf('npm', pack).trim();
    checkIntegrity(path.join(folder, packed), name);
  }
  const [tarball] = readdirSync(folder);
  if (tarball === undefined) throw new Error(`${folder} is empty: remove it, and build again.`);
  const unpacked = path.join(cache, `${wanted}-program`);
  mkdirSync(unpacked, { recursive: true });
  const inside = ['--strip-components=2', 'package/bin/node'];
  run('tar', ['-xzf', path.join(folder, tarball), '-C', unpacked, ...inside]);
  return path.join(unpacked, 'node');
}

/** What is not as the lock says must not become part of a Pi. */
function checkIntegrity(tarball: string, name: string): void {
  const lock = JSON.parse(readFileSync(path.join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string }>;
  };
  const wanted = lock.packages[`node_modules/${name}`]?.integrity;
  const sum = outputOf('openssl', ['dgst', '-sha512', '-r', tarball]).split(' ')[0] ?? '';
  const found = `sha512-${Buffer.from(sum, 'hex').toString('base64')}`;
  if (found !== wanted) {
    rmSync(path.dirname(tarball), { recursive: true, force: true });
    throw new Error(`${name} is not what the lock says: ${found} in place of ${wanted}.`);
  }
}
