import { Readable } from 'node:stream';
import { Drafts } from '../drafts.ts';
import { type NewObject, ObjectStore } from '../object-store.ts';
import { Bucket } from './bucket.ts';
import type { Patience } from './bucket-connection.ts';
import type { S3Settings } from './s3-settings.ts';

/**
 * Objects of a bucket, under the names that the folder has for them (`<organisation>/<2>/<sha256>`). Bytes come in on
 * the local disk and are checked there; then they go over signed with their hash, so that the service
 * itself refuses what has changed on the way.
 */
export class S3Store extends ObjectStore {
  private readonly bucket: Bucket;
  private readonly drafts: Drafts;

  constructor(settings: S3Settings, dataDirectory: string, patience: Partial<Patience> = {}) {
    super();
    this.bucket = new Bucket(settings, patience);
    this.drafts = new Drafts(dataDirectory);
  }

  sweep(now = Date.now()): Promise<number> {
    return this.drafts.sweep(now);
  }

  put(object: NewObject, source: Readable): Promise<number> {
    const { organisationId, sha256, mediaType } = object;
    const key = this.keyOf(organisationId, sha256);
    return this.drafts.take(object, source, (file, bytes) =>
      this.bucket.put(key, { file, bytes, sha256, mediaType }),
    );
  }

  async has(organisationId: string, sha256: string): Promise<boolean> {
    return (await this.bucket.sizeOf(this.keyOf(organisationId, sha256))) !== null;
  }

  async remove(organisationId: string, sha256: string): Promise<void> {
    await this.bucket.remove(this.keyOf(organisationId, sha256));
  }

  async removeAll(organisationId: string): Promise<void> {
    await this.bucket.removeBelow(this.prefixOf(organisationId));
  }

  async *listOld(organisationId: string, beforeMs: number): AsyncGenerator<string[]> {
    for await (const objects of this.bucket.list(this.prefixOf(organisationId))) {
      const old = objects.filter(({ storedAtMs }) => storedAtMs < beforeMs);
      const hashes = old.map(({ key }) => key.slice(key.lastIndexOf('/') + 1));
      if (hashes.length > 0) yield hashes;
    }
  }

  async endUploads(organisationId: string, beforeMs: number): Promise<void> {
    await this.bucket.endUploads(this.prefixOf(organisationId), beforeMs);
  }

  read(organisationId: string, sha256: string, start: number, end: number): Readable {
    const bytes = this.bucket.read(this.keyOf(organisationId, sha256), start, end);
    return Readable.from(bytes, { objectMode: false });
  }

  private prefixOf(organisationId: string): string {
    return `${this.bucket.root}${organisationId}/`;
  }

  private keyOf(organisationId: string, sha256: string): string {
    return `${this.prefixOf(organisationId)}${sha256.slice(0, 2)}/${sha256}`;
  }
}
