import { ConfigurationError } from '@eyrie/platform';
import { readBucketConfiguration } from '../../configuration.ts';
import { MediaStoreUnavailable } from '../blob.errors.ts';
import { MediaCopies } from './media-copies.ts';

// Copies pictures and videos between the bucket of the environment and a folder, for `eyrie backup`; what was done is one
// line of JSON. `fetch FOLDER`, `send FOLDER`, and `remove`, for what a drill made.
const drillPrefix = /(^|\/)eyrie-drill-/;

try {
  const [verb = '', folder = ''] = process.argv.slice(2);
  process.stdout.write(`${JSON.stringify(await copy(verb, folder))}\n`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

async function copy(verb: string, folder: string): Promise<unknown> {
  const s3 = readBucketConfiguration(process.env);
  if (s3 === null) throw new ConfigurationError(['S3_BUCKET is not set']);
  const copies = new MediaCopies(s3);
  if (verb === 'fetch') return copies.fetchTo(folder);
  if (verb === 'send') return copies.sendFrom(folder);
  if (verb !== 'remove' || !drillPrefix.test(s3.prefix)) throw new Error(`Not done: ${verb}`);
  await copies.remove();
  return {};
}

function explain(error: unknown): string {
  const reason = error instanceof MediaStoreUnavailable ? error.cause : error;
  return reason instanceof Error ? reason.message : String(reason);
}
