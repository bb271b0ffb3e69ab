import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { BucketConnection, type Patience } from './bucket-connection.ts';
import { MultipartUpload, type LocalFile } from './multipart-upload.ts';
import type { S3Settings } from './s3-settings.ts';

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly storedAtMs: number;
}

/** Removed at the same time. */
const removedAtOnce = 16;
/** The objects of one bucket. Fails as its connection does. */
export class Bucket {
  readonly connection: BucketConnection;

  constructor(settings: S3Settings, patience: Partial<Patience> = {}) {
    this.connection = new BucketConnection(settings, patience);
  }

  /** Before all names that are the installation's own: its prefix, with a slash where there is one. */
  get root(): string {
    const { prefix } = this.connection.settings;
    return prefix === '' ? '' : `${prefix}/`;
  }

  /** Bytes of an object; null where there is none. */
  sizeOf(key: string): Promise<number | null> {
    return this.connection.sizeOf(key);
  }

  /** A file under a name: there whole or not at all. */
  async put(key: string, local: LocalFile): Promise<void> {
    if (local.bytes > this.connection.patience.wholeBytesMax) {
      const upload = new MultipartUpload(this.connection, key, this.connection.patience.partBytes);
      return upload.send(local);
    }
    const { file, bytes, sha256, mediaType } = local;
    await this.connection.ask(`PUT ${key}`, (signal) => {
      const input = { ...this.connection.at(key), ContentType: mediaType, ContentLength: bytes };
      const body = createReadStream(file);
      const checksum = Buffer.from(sha256, 'hex').toString('base64');
      const command = new PutObjectCommand({ ...input, Body: body, ChecksumSHA256: checksum });
      return this.connection.client
        .send(command, { abortSignal: signal })
        .finally(() => body.destroy());
    });
  }

  /** The bytes from `start` to `end`, both inclusive; never fewer without a failure. */
  async *read(key: string, start: number, end: number): AsyncGenerator<Buffer> {
    const range = { ...this.connection.at(key), Range: `bytes=${start}-${end}` };
    const answer = await this.connection.ask(`GET ${key}`, () =>
      this.connection.client.send(new GetObjectCommand(range)),
    );
    const wanted = end - start + 1;
    const body = answer.Body as Readable;
    if (answer.$metadata.httpStatusCode !== 206) {
      body.destroy();
      throw this.connection.unavailable(
        `GET ${key}`,
        new Error('A part was asked for, and the whole came.'),
      );
    }
    let bytes = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw this.connection.unavailable(`GET ${key}`, error);
    } finally {
      body.destroy();
    }
    if (bytes === wanted) return;
    const reason = `${bytes} bytes came, and not ${wanted}.`;
    throw this.connection.unavailable(`GET ${key}`, new Error(reason));
  }

  /** Everything whose name begins so, a page at a time. */
  async *list(prefix: string): AsyncGenerator<StoredObject[]> {
    const about = { Bucket: this.connection.settings.bucket, Prefix: prefix };
    for (let token: string | undefined; ;) {
      const page = await this.connection.ask(`LIST ${prefix}`, () =>
        this.connection.client.send(
          new ListObjectsV2Command({ ...about, ContinuationToken: token }),
        ),
      );
      this.connection.expectListing(page.Name, prefix);
      yield (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
        key: Key,
        bytes: Size,
        storedAtMs: LastModified?.getTime() ?? Number.NaN,
      }));
      token = page.NextContinuationToken;
      if (page.IsTruncated !== true) return;
      if (token === undefined) {
        throw this.connection.unavailable(
          `LIST ${prefix}`,
          new Error('It goes on, and does not say where.'),
        );
      }
    }
  }

  /** Removes an object for good, with every version that the bucket keeps of it. */
  async remove(key: string): Promise<void> {
    await this.removeVersions(key, (found) => found === key);
  }

  /** Removes everything below a prefix for good, unfinished uploads too. */
  async removeBelow(prefix: string): Promise<void> {
    await this.removeVersions(prefix, () => true);
    await this.endUploads(prefix, Infinity);
  }

  /** Ends uploads in parts that began before an instant, and frees what they take. */
  async endUploads(prefix: string, beforeMs: number): Promise<void> {
    for (const upload of await MultipartUpload.list(this.connection, prefix)) {
      if (upload.startedAtMs < beforeMs) await upload.abort();
    }
  }

  private async removeVersions(prefix: string, isMeant: (key: string) => boolean): Promise<void> {
    for await (const page of this.versions(prefix)) {
      const rest = page.filter(({ key }) => isMeant(key));
      while (rest.length > 0) {
        await Promise.all(
          rest
            .splice(0, removedAtOnce)
            .map(({ key, version }) =>
              this.connection.ask(`DELETE ${key}`, () =>
                this.connection.client.send(
                  new DeleteObjectCommand({ ...this.connection.at(key), VersionId: version }),
                ),
              ),
            ),
        );
      }
    }
  }

  /** Versions and marks of deletion; of a bucket that keeps none, its objects. */
  private async *versions(prefix: string) {
    const about = { Bucket: this.connection.settings.bucket, Prefix: prefix };
    for (let next: { KeyMarker?: string; VersionIdMarker?: string } = {}; ;) {
      const page = await this.connection.ask(`LIST VERSIONS ${prefix}`, () =>
        this.connection.client.send(new ListObjectVersionsCommand({ ...about, ...next })),
      );
      this.connection.expectListing(page.Name, prefix);
      const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      yield found.map(({ Key = '', VersionId }) => ({ key: Key, version: VersionId }));
      if (page.IsTruncated !== true) return;
      next = {
        ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: page.NextKeyMarker }),
        ...(page.NextVersionIdMarker === undefined
          ? {}
          : { VersionIdMarker: page.NextVersionIdMarker }),
      };
    }
  }
}
