import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, chmod } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { runCloudProgram } from '../cloud/cloud-program.ts';
import { CommandFailure } from '../failure.ts';
import type { ProgressBar } from '../terminal/progress-bar.ts';
import { nodeArguments } from '../workspace.ts';
import { findPostgres } from './postgres-tools.ts';
import type { BackupRepository } from './repository.ts';
import { restore, type Restored } from './restore.ts';
import { WalPosition } from './wal-position.ts';

/** Whom the goals of OPS-6 are for. */
const projectedBytes = 10e9;
/** A projection from less says how long programs take to start, and nothing of bytes. */
const projectedFromBytes = 200e6;
export const goals = { rpoSeconds: 300, rtoSeconds: 1800 } as const;

const reportSchema = z.object({
  rows: z.record(z.string(), z.number()),
  media: z.object({
    objects: z.number(),
    bytes: z.number(),
    missing: z.array(z.string()),
    damaged: z.array(z.string()),
  }),
  audit: z.object({
    organisations: z.number(),
    entries: z.number(),
    broken: z.array(z.string()),
  }),
  wall: z.array(z.string()),
  sequences: z.array(z.string()),
});

export interface DrillResult {
  readonly backup: string;
  readonly restored_to: string | null;
  readonly found: z.output<typeof reportSchema>;
  readonly serves: boolean;
  /** From a commit until the repository had it; null where the source was not to be asked. */
  readonly rpo_seconds: number | null;
  /** From the first step until the API was ready. */
  readonly rto_seconds: number;
  readonly bytes: number;
  /** At the rate that was measured; null where that was of too little. */
  readonly rto_seconds_10gb: number | null;
  readonly troubles: readonly string[];
}

/**
 * Restores elsewhere, starts the API on it and looks at everything that must be there. Leaves nothing behind
 * and touches nothing that is in operation, but for one word in its WAL (which measures the RPO).
 */
export async function drill(
  repository: BackupRepository,
  options: {
    at?: Date;
    databaseUrl: string | null;
    work?: string;
    /** Where pictures and videos are looked at: restored to a folder, to a bucket of this name, or where they are. */
    media: 'folder' | 'as-they-are' | { bucket: string };
  },
  bar: ProgressBar,
): Promise<DrillResult> {
  const { at, databaseUrl } = options;
  const rpo = databaseUrl === null ? null : await measureRpo(databaseUrl, bar);
  const work = await mkdtemp(path.join(options.work ?? os.tmpdir(), 'eyrie-drill-'));
  // The server's own user has to get in.
  await chmod(work, 0o711);
  const media = path.join(work, 'data');
  const stored = bucketOf(options.media, path.basename(work));
  const began = performance.now();
  let restored: Restored | null = null;
  try {
    const target = { database: path.join(work, 'postgres'), media, at };
    restored = await restore(
      repository,
      typeof options.media === 'object' ? { ...target, bucket: stored } : target,
      bar,
    );
    const url = restored.server.url(restored.backup.database);
    const environment = {
      ...stored,
      DATABASE_URL: url,
      DATABASE_URL_FILE: '',
      EYRIE_DATA: media,
    };
    const serves = await startApi(environment, bar);
    const rto = (performance.now() - began) / 1000;
    bar.show('Reading rows, media, audit chain and the wall between tenants');
    const found = reportSchema.parse(await runCloudProgram('restored/main', [], environment));
    const { backup, took } = restored;
    const bytes = backup.bytes + found.media.bytes;
    // Files cost by their bytes; WAL since the backup and starting the API cost what they cost.
    const perByte = (took.unpack + took.media) / 1000 / bytes;
    const projected =
      bytes < projectedFromBytes ? null : perByte * projectedBytes + (rto - perByte * bytes);
    return {
      backup: backup.id,
      restored_to: at?.toISOString() ?? null,
      found,
      serves,
      rpo_seconds: rpo,
      rto_seconds: rto,
      bytes,
      rto_seconds_10gb: projected,
      troubles: troublesOf(found, { serves, rpo, projected }),
    };
  } finally {
    await restored?.server.stop();
    await rm(work, { recursive: true, force: true });
    if (typeof options.media === 'object') {
      await runCloudProgram('blobs/s3/copies-main', ['remove'], stored);
    }
  }
}

/** The environment in which media are read: a bucket has a place for this drill alone, which is emptied at its end. */
function bucketOf(
  media: 'folder' | 'as-they-are' | { bucket: string },
  drillName: string,
): NodeJS.ProcessEnv {
  if (media === 'as-they-are') return process.env;
  if (media === 'folder') return { ...process.env, S3_BUCKET: '' };
  const before = process.env['S3_PREFIX'] ?? '';
  const prefix = `${before === '' ? '' : `${before}/`}${drillName}`;
  return { ...process.env, S3_BUCKET: media.bucket, S3_PREFIX: prefix };
}

function troublesOf(
  { media, audit, wall, sequences }: DrillResult['found'],
  { serves, rpo, projected }: { serves: boolean; rpo: number | null; projected: number | null },
): string[] {
  return [
    ...(serves ? [] : ['The API did not become ready on the restored database.']),
    ...media.missing.map((name) => `The object ${name} is missing.`),
    ...media.damaged.map((name) => `The object ${name} is damaged.`),
    ...audit.broken.map((link) => `The audit chain of ${link}`),
    ...wall.map((gap) => `The wall between tenants: ${gap}.`),
    ...sequences,
    ...(rpo !== null && rpo > goals.rpoSeconds
      ? [`RPO: ${rpo} s, and not ${goals.rpoSeconds}.`]
      : []),
    ...(projected !== null && projected > goals.rtoSeconds
      ? [`RTO of 10 GB: ${Math.round(projected)} s, and not ${goals.rtoSeconds}.`]
      : []),
  ];
}

/** How long a commit takes until the repository has it, durably: a word in the WAL, and the slot that passes it. */
async function measureRpo(databaseUrl: string, bar: ProgressBar): Promise<number> {
  bar.show('Measuring how far the backup is behind');
  const wal = new WalPosition(findPostgres(), databaseUrl);
  const began = performance.now();
  const { position } = await wal.mark();
  for (;;) {
    const seconds = (performance.now() - began) / 1000;
    if (await wal.isKept(position)) return seconds;
    if (seconds > goals.rpoSeconds) {
      throw new CommandFailure(
        'Nothing takes up what the database commits: start `eyrie backup run`, or the service backup.',
      );
    }
    await delay(250);
  }
}

/** Whether the API becomes ready there. Mails go nowhere, and nobody reaches it but this machine. */
async function startApi(environment: NodeJS.ProcessEnv, bar: ProgressBar): Promise<boolean> {
  bar.show('Starting the API on what was restored');
  const child = spawn(process.execPath, nodeArguments('cloud-api', 'main'), {
    env: {
      ...environment,
      PORT: '0',
      HOST: '127.0.0.1',
      EYRIE_OPS_PORT: '0',
      REDIS_URL: '',
      REDIS_URL_FILE: '',
      EYRIE_SMTP_URL: '',
      EYRIE_SMTP_URL_FILE: '',
      EYRIE_MAIL_DIRECTORY: '',
      // What that database does not know of is in the bucket all the same: nobody may tidy it up there.
      S3_BUCKET: '',
      EYRIE_LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /"event":"cloud_listening".*?"url":"([^"]+)"/.exec(line)?.[1];
      if (url !== undefined) return await isReady(`${url}/readyz`);
    }
    return false;
  } finally {
    if (child.exitCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      child.stdout.resume();
      await gone;
    }
  }
}

async function isReady(url: string): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) return true;
    await delay(100);
  }
  return false;
}
