import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { MediaStoreUnavailable } from '../blob.errors.ts';
import { Bucket } from './bucket.ts';
import { causeOf } from './bucket-connection.ts';
import { type BucketTrouble, troubleOf } from './bucket-trouble.ts';
import type { S3Settings } from './s3-settings.ts';

export interface BucketReport {
  /** `altered`: it gave back something else; `clock-off`: requests are taken still; `eaten`: a rule removes what is kept. */
  readonly trouble: BucketTrouble['kind'] | 'altered' | 'clock-off' | 'eaten' | null;
  readonly saw: string;
}

/** What a service takes is fifteen minutes. */
const clockOffMs = 60_000;
const patience = { tries: 2, silenceMs: 10_000 };

/** Writes one small object, reads it whole and in part, removes it, and looks how the bucket is set. */
export async function lookAtBucket(settings: S3Settings): Promise<BucketReport> {
  const where = `${settings.bucket} at ${settings.endpoint}`;
  const bucket = new Bucket(settings, patience);
  const { root } = bucket;
  try {
    if (!(await comesBack(bucket, `${root}eyrie-doctor/${randomUUID()}`))) {
      return { trouble: 'altered', saw: `${where} gave back something else than it was given` };
    }
    const offMs = await clockDifference(settings.endpoint);
    if (offMs !== null && Math.abs(offMs) > clockOffMs) {
      const by = `${Math.round(Math.abs(offMs) / 1000)} s ${offMs > 0 ? 'ahead of' : 'behind'}`;
      return { trouble: 'clock-off', saw: `this clock is ${by} that of ${settings.endpoint}` };
    }
    const rules = await lifecycleOf(bucket);
    const eater = rules?.find((rule) => eats(rule, root));
    if (eater) return { trouble: 'eaten', saw: `${where}: the rule ${eater.ID ?? ''}` };
    return { trouble: null, saw: `${where}, ${await versionsOf(bucket)}` };
  } catch (error) {
    if (!(error instanceof MediaStoreUnavailable)) throw error;
    const first = causeOf(causeOf(error));
    return { trouble: troubleOf(first).kind, saw: `${where}: ${troubleOf(first).said}` };
  }
}

async function comesBack(bucket: Bucket, key: string): Promise<boolean> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-doctor-'));
  const file = path.join(folder, 'object');
  const content = randomBytes(4_096);
  const sha256 = createHash('sha256').update(content).digest('hex');
  try {
    await writeFile(file, content);
    const mediaType = 'application/octet-stream';
    await bucket.put(key, { file, bytes: content.length, sha256, mediaType });
    const [all, part] = [
      await readAll(bucket, key, 0, 4_095),
      await readAll(bucket, key, 100, 199),
    ];
    await bucket.remove(key);
    const isGone = (await bucket.sizeOf(key)) === null;
    return isGone && all.equals(content) && part.equals(content.subarray(100, 200));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readAll(bucket: Bucket, key: string, start: number, end: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bucket.read(key, start, end)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** In milliseconds; null where nothing of it is told. */
async function clockDifference(endpoint: string): Promise<number | null> {
  const signal = AbortSignal.timeout(patience.silenceMs);
  const answer = await fetch(endpoint, { signal }).catch(() => null);
  await answer?.body?.cancel();
  const date = answer?.headers.get('date');
  return date ? Date.now() - Date.parse(date) : null;
}

/** Null where the service has no such rules, or does not show them. */
async function lifecycleOf({ connection }: Bucket): Promise<readonly LifecycleRule[] | null> {
  const about = { Bucket: connection.settings.bucket };
  const command = new GetBucketLifecycleConfigurationCommand(about);
  return connection.client.send(command).then(
    ({ Rules }) => Rules ?? [],
    () => null,
  );
}

/** Whether a rule removes objects that are in use, by their age. */
function eats(rule: LifecycleRule, root: string): boolean {
  if (rule.Status !== 'Enabled') return false;
  if (rule.Expiration?.Days === undefined && rule.Expiration?.Date === undefined) return false;
  const prefix = rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? '';
  return root.startsWith(prefix) || prefix.startsWith(root);
}

async function versionsOf({ connection }: Bucket): Promise<string> {
  const command = new GetBucketVersioningCommand({ Bucket: connection.settings.bucket });
  return connection.client.send(command).then(
    ({ Status }) => (Status === 'Enabled' ? 'which keeps versions' : 'which keeps no versions'),
    () => 'which does not say whether it keeps versions',
  );
}
