import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { S3Settings } from '../blobs/s3/s3-settings.ts';
import { freePort } from './free-port.ts';

const credentials = { accessKeyId: 'eyrie', secretAccessKey: 'eyrie-of-a-test' };
const startMs = 120_000;

interface Program {
  readonly name: string;
  readonly starts: (port: number, folder: string) => readonly string[];
}

/** Services that are processes of their own: what is found first on the PATH. */
const programs: readonly Program[] = [
  {
    // Checks signatures and the hashes in them.
    name: 'versitygw',
    starts: (port, folder) =>
      ['--access', credentials.accessKeyId, '--secret', credentials.secretAccessKey]
        .concat(['--port', `127.0.0.1:${port}`, 'posix', folder]), // prettier-ignore
  },
  { name: 'moto_server', starts: (port) => ['-H', '127.0.0.1', '-p', String(port)] },
];
const program = programs.find(
  ({ name }) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
);

/** Whether this machine has an S3 service for tests (`pip install moto[s3] flask flask-cors`, or versitygw). */
export const hasS3Server = program !== undefined;

/** A bucket in an S3 service of the test's own. */
export class S3Server {
  private constructor(
    readonly settings: S3Settings,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(): Promise<S3Server> {
    if (program === undefined) throw new Error('This machine has no S3 service.');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-s3-'));
    const objects = path.join(folder, 'objects');
    // For versitygw a folder is a bucket.
    mkdirSync(path.join(objects, 'media'), { recursive: true });
    const port = await freePort();
    const child = spawn(program.name, program.starts(port, objects), {
      cwd: folder,
      stdio: 'ignore',
    });
    const endpoint = `http://127.0.0.1:${port}`;
    const deadline = Date.now() + startMs;
    while ((await fetch(endpoint).catch(() => null)) === null) {
      if (Date.now() > deadline || child.exitCode !== null) {
        throw new Error(`${program.name} did not start.`);
      }
      await delay(100);
    }
    if (program.name === 'moto_server') await fetch(`${endpoint}/media`, { method: 'PUT' });
    const settings = {
      endpoint,
      region: 'us-east-1',
      bucket: 'media',
      prefix: 'eyrie',
      credentials,
    };
    return new S3Server(settings, child, folder);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
