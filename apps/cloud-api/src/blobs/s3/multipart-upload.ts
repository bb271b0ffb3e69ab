import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { MediaStoreUnavailable } from '../blob.errors.ts';
import { type BucketConnection, causeOf } from './bucket-connection.ts';

/** What S3 allows. */
const partsMax = 10_000;

export interface LocalFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: string;
}

interface Part {
  readonly number: number;
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/**
 * A file in parts. What was cut off goes on where it was: the parts that the service already has, by their MD5, are not
 * sent again, whichever replica sent them. Nobody sees any of it before it is whole.
 */
export class MultipartUpload {
  constructor(
    private readonly bucket: BucketConnection,
    private readonly key: string,
    private readonly partBytes: number,
  ) {}

  async send({ file, bytes, mediaType }: LocalFile): Promise<void> {
    const uploadId = (await this.begun()) ?? (await this.begin(mediaType));
    try {
      const sent = await this.sentParts(uploadId);
      const parts: { PartNumber: number; ETag: string }[] = [];
      for (const part of partsOf(bytes, this.partBytes)) {
        const hashes = await hashesOf(file, part);
        const known = sent.get(part.number);
        const isThere = known?.includes(hashes.md5) === true;
        const tag = isThere ? known : await this.sendPart({ uploadId, file, part, hashes });
        parts.push({ PartNumber: part.number, ETag: tag });
      }
      await this.bucket.ask(`COMPLETE ${this.key}`, () =>
        this.bucket.client.send(
          new CompleteMultipartUploadCommand({
            ...this.about(uploadId),
            MultipartUpload: { Parts: parts },
          }),
        ),
      );
    } catch (error) {
      // Another replica that sent the same has completed it, or an answer was lost.
      if (!isGone(error) || (await this.bucket.sizeOf(this.key)) !== bytes) throw error;
    }
  }

  /** Unfinished ones below a prefix. */
  static async list(bucket: BucketConnection, prefix: string) {
    const about = { Bucket: bucket.settings.bucket, Prefix: prefix };
    const found: { key: string; startedAtMs: number; id: string; abort: () => Promise<void> }[] =
      [];
    for (let next: { KeyMarker?: string; UploadIdMarker?: string } = {}; ;) {
      const page = await bucket.ask(`LIST UPLOADS ${prefix}`, () =>
        bucket.client.send(new ListMultipartUploadsCommand({ ...about, ...next })),
      );
      bucket.expectListing(page.Bucket, prefix);
      for (const { Key: key = '', UploadId: id = '', Initiated } of page.Uploads ?? []) {
        const abort = async () => {
          const command = new AbortMultipartUploadCommand({ ...bucket.at(key), UploadId: id });
          await bucket
            .ask(`ABORT ${key}`, () => bucket.client.send(command))
            .catch((error: unknown) => {
              if (!isGone(error)) throw error;
            });
        };
        found.push({ key, id, startedAtMs: Initiated?.getTime() ?? 0, abort });
      }
      if (page.IsTruncated !== true) return found;
      next = { KeyMarker: page.NextKeyMarker ?? '', UploadIdMarker: page.NextUploadIdMarker ?? '' };
    }
  }

  private async begun(): Promise<string | null> {
    const unfinished = await MultipartUpload.list(this.bucket, this.key);
    return unfinished.find(({ key }) => key === this.key)?.id ?? null;
  }

  private async begin(mediaType: string): Promise<string> {
    const command = new CreateMultipartUploadCommand({
      ...this.bucket.at(this.key),
      ContentType: mediaType,
    });
    const { UploadId } = await this.bucket.ask(`CREATE ${this.key}`, () =>
      this.bucket.client.send(command),
    );
    if (UploadId === undefined) throw new Error('An upload in parts has no id.');
    return UploadId;
  }

  private async sentParts(uploadId: string): Promise<Map<number, string>> {
    const sent = new Map<number, string>();
    for (let after: string | undefined; ;) {
      const page = await this.bucket.ask(`LIST PARTS ${this.key}`, () =>
        this.bucket.client.send(
          new ListPartsCommand({ ...this.about(uploadId), PartNumberMarker: after }),
        ),
      );
      for (const { PartNumber = 0, ETag = '' } of page.Parts ?? []) sent.set(PartNumber, ETag);
      after = page.NextPartNumberMarker;
      if (page.IsTruncated !== true || after === undefined) return sent;
    }
  }

  private async sendPart(given: {
    uploadId: string;
    file: string;
    part: Part;
    hashes: { sha256: string };
  }): Promise<string> {
    const { uploadId, file, part, hashes } = given;
    const { number, start, end } = part;
    const { ETag } = await this.bucket.ask(`PUT part ${number} of ${this.key}`, (abortSignal) => {
      const body = createReadStream(file, { start, end });
      const command = new UploadPartCommand({
        ...this.about(uploadId),
        PartNumber: number,
        Body: body,
        ContentLength: end - start + 1,
        ChecksumSHA256: hashes.sha256,
      });
      return this.bucket.client.send(command, { abortSignal }).finally(() => body.destroy());
    });
    if (ETag === undefined) throw new Error('A part has no tag.');
    return ETag;
  }

  private about(uploadId: string) {
    return { ...this.bucket.at(this.key), UploadId: uploadId };
  }
}

/** All of the same size but the last, however large the file: the same file always has the same parts. */
export function* partsOf(bytes: number, partBytesMin: number): Generator<Part> {
  const partBytes = Math.max(partBytesMin, Math.ceil(bytes / partsMax));
  for (let [start, number] = [0, 1]; start < bytes; start += partBytes, number += 1) {
    yield { number, start, end: Math.min(start + partBytes, bytes) - 1 };
  }
}

async function hashesOf(file: string, { start, end }: Part) {
  const [md5, sha256] = [createHash('md5'), createHash('sha256')];
  await pipeline(createReadStream(file, { start, end }), async (source) => {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      md5.update(chunk);
      sha256.update(chunk);
    }
  });
  return { md5: md5.digest('hex'), sha256: sha256.digest('base64') };
}

function isGone(error: unknown): boolean {
  const first = causeOf(causeOf(error)) as { name?: string } | undefined;
  return error instanceof MediaStoreUnavailable && first?.name === 'NoSuchUpload';
}
