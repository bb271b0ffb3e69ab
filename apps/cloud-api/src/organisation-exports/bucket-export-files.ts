import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Bucket } from '../blobs/index.ts';
import { ExportFiles, type FinishedArchive } from './export-files.ts';

const dayMs = 86_400_000;

/**
 * Archives in the bucket of the media, below `exports/<organisation>/`, where every replica finds them: only what an
 * attempt writes is on its own disk.
 */
export class BucketExportFiles extends ExportFiles {
  constructor(
    dataDirectory: string,
    private readonly bucket: Bucket,
  ) {
    super(dataDirectory);
  }

  override async keep(
    organisationId: string,
    fileKey: string,
    { draft, bytes, sha256 }: FinishedArchive,
  ): Promise<void> {
    const local = { file: draft, bytes, sha256, mediaType: 'application/x-tar' };
    await this.bucket.put(this.keyOf(organisationId, fileKey), local);
    await rm(draft, { force: true });
  }

  override async has(organisationId: string, fileKey: string): Promise<boolean> {
    return (await this.bucket.sizeOf(this.keyOf(organisationId, fileKey))) !== null;
  }

  override read(
    organisationId: string,
    fileKey: string,
    { start, end }: { start: number; end: number },
  ): Readable {
    const bytes = this.bucket.read(this.keyOf(organisationId, fileKey), start, end);
    return Readable.from(bytes, { objectMode: false });
  }

  override async sweep(organisationId: string, kept: readonly string[]): Promise<number> {
    let swept = await super.sweep(organisationId, kept);
    const names = new Set(kept.map((fileKey) => this.keyOf(organisationId, fileKey)));
    for await (const page of this.bucket.list(this.below(organisationId))) {
      for (const { key, storedAtMs } of page) {
        // One that another replica has just put there may not have been known when `kept` was read.
        if (names.has(key) || storedAtMs > Date.now() - dayMs / 24) continue;
        await this.bucket.remove(key);
        swept += 1;
      }
    }
    await this.bucket.endUploads(this.below(organisationId), Date.now() - dayMs);
    return swept;
  }

  override async removeAll(organisationId: string): Promise<void> {
    await super.removeAll(organisationId);
    await this.bucket.removeBelow(this.below(organisationId));
  }

  private below(organisationId: string): string {
    return `${this.bucket.root}exports/${organisationId}/`;
  }

  private keyOf(organisationId: string, fileKey: string): string {
    return `${this.below(organisationId)}${fileKey}.tar`;
  }
}
