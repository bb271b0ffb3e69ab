import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Settings } from '../blobs/s3/s3-settings.ts';
import { freePort } from './free-port.ts';

const credentials = { accessKeyId: 'eyrie', secretAccessKey: 'eyrie-of-a-test' };
const stranger = { accessKeyId: 'stranger', secretAccessKey: 'stranger-of-a-test' };
const startMs = 120_000;

interface Program {
  readonly name: string;
  readonly starts: (port: number, folder: string) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Services that are processes of their own: the first that is on the PATH. versitygw checks signatures, their hashes,
 * the clock, and who may do what; moto is for a second opinion, and checks none of these.
 */
const programs: readonly Program[] = [
  {
    name: 'versitygw',
    starts: (port, folder) => [
      ...['--access', credentials.accessKeyId, '--secret', credentials.secretAccessKey],
      ...['--port', `127.0.0.1:${port}`, '--iam-dir', path.join(folder, 'people')],
      ...['--quiet', '--keep-alive', 'posix'],
      ...['--versioning-dir', path.join(folder, 'versions'), path.join(folder, 'objects')],
    ],
  },
  { name: 'moto_server', starts: (port) => ['-H', '127.0.0.1', '-p', String(port)] },
];
const wanted = process.env['EYRIE_TEST_S3_SERVER'];
const program = programs.find(
  ({ name }) =>
    (wanted === undefined || wanted === name) &&
    spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
);

/** Whether this machine has an S3 service for tests (`go install github.com/versity/versitygw/cmd/versitygw@v1.8.0`). */
export const hasS3Server = program !== undefined;
/** Whether it checks who asks. */
export const checksSignatures = program?.name === 'versitygw';

/** A bucket in an S3 service of the test's own. */
export class S3Server {
  private child: ChildProcess | null = null;
  readonly client: S3Client;

  private constructor(
    readonly settings: S3Settings,
    private readonly folder: string,
  ) {
    const { endpoint, region } = settings;
    this.client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  }

  static async start(): Promise<S3Server> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-s3-'));
    for (const part of ['objects', 'versions', 'people']) mkdirSync(path.join(folder, part));
    const server = new S3Server(
      {
        endpoint: `http://127.0.0.1:${await freePort()}`,
        region: 'us-east-1',
        bucket: 'media',
        prefix: 'eyrie',
        pathStyle: true,
        credentials,
      },
      folder,
    );
    await server.run();
    await server.makeBucket('media');
    return server;
  }

  /** The service, again where it was stopped: with what it had. */
  async run(): Promise<void> {
    if (program === undefined) throw new Error('This machine has no S3 service.');
    const { port } = new URL(this.settings.endpoint);
    const child = spawn(program.name, program.starts(Number(port), this.folder), {
      cwd: this.folder,
      stdio: 'ignore',
    });
    this.child = child;
    const deadline = Date.now() + startMs;
    while ((await fetch(this.settings.endpoint).catch(() => null)) === null) {
      if (Date.now() > deadline || child.exitCode !== null) {
        throw new Error(`${program.name} did not start.`);
      }
      await delay(50);
    }
  }

  /** A bucket that keeps versions, in the same service. */
  async makeBucket(bucket: string, { versions = false } = {}): Promise<S3Settings> {
    await this.client.send(new CreateBucketCommand({ Bucket: bucket }));
    if (versions) {
      const about = { Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } } as const;
      await this.client.send(new PutBucketVersioningCommand(about));
    }
    return { ...this.settings, bucket };
  }

  /** Names of all that is in a bucket, in order. */
  async keys(bucket = this.settings.bucket): Promise<string[]> {
    const { Contents } = await this.client.send(new ListObjectsV2Command({ Bucket: bucket }));
    return (Contents ?? []).map(({ Key = '' }) => Key).toSorted();
  }

  /** The key of somebody whom the service knows, and who may do nothing here. */
  makeStranger(): S3Settings {
    const { accessKeyId, secretAccessKey } = stranger;
    const admin = ['--access', credentials.accessKeyId, '--secret', credentials.secretAccessKey];
    const words = ['admin', ...admin, '--endpoint-url', this.settings.endpoint, 'create-user'];
    const user = ['--access', accessKeyId, '--secret', secretAccessKey, '--role', 'user'];
    const { status, stderr } = spawnSync(program?.name ?? '', [...words, ...user], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The stranger was not made: ${stderr}`);
    return { ...this.settings, credentials: stranger };
  }

  /** At once, as by a power cut. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
