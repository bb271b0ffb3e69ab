import path from 'node:path';
import { z } from 'zod';
import { runCloudProgram } from '../cloud/cloud-program.ts';
import { copyMedia, type CopiedMedia } from './media-copy.ts';

/** Where the pictures and videos of an installation are, as its environment says. */
export type MediaSource =
  | { readonly kind: 'folder'; readonly objects: string }
  | { readonly kind: 'bucket'; readonly environment: NodeJS.ProcessEnv };

const copiedSchema = z.object({
  copied: z.number(),
  bytes: z.number(),
  damaged: z.array(z.string()),
});

/** Null where it does not say. */
export function mediaSourceOf(environment: NodeJS.ProcessEnv): MediaSource | null {
  if (environment['S3_BUCKET']) return { kind: 'bucket', environment };
  const data = environment['EYRIE_DATA'];
  return data === undefined ? null : { kind: 'folder', objects: path.join(data, 'objects') };
}

/** Copies what the folder lacks. */
export async function fetchMedia(
  source: MediaSource,
  folder: string,
  onCopied?: (copied: CopiedMedia) => void,
): Promise<CopiedMedia> {
  if (source.kind === 'folder') return copyMedia(source.objects, folder, onCopied);
  // Only the cloud knows its bucket.
  const words = ['fetch', folder];
  return copiedSchema.parse(
    await runCloudProgram('blobs/s3/copies-main', words, source.environment),
  );
}

/** Copies what the bucket of the environment lacks of a folder. */
export async function sendMedia(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<CopiedMedia> {
  const words = ['send', folder];
  return copiedSchema.parse(await runCloudProgram('blobs/s3/copies-main', words, environment));
}
