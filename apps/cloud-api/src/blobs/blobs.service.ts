import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { FencingService, type Fence } from '../fencing/index.ts';
import { EventLog } from '../event-log/index.ts';
import { Tenancy, type TenantSql } from '../tenancy/index.ts';
import { BlobNotFound, BlobOwnerForeign, BlobRemoved, BlobTooLarge } from './blob.errors.ts';
import { BlobsRepository, type StoredBlob } from './blobs.repository.ts';
import { mediaStoredEvents } from './media-events.ts';
import { bytesMaxOf, type MediaType } from './media-type.ts';
import { ObjectStore } from './object-store.ts';

/** Bytes that a coordinator announces. `deviceId` (UUID) is the device they come from. */
export interface AnnouncedBlob {
  readonly sha256: string;
  readonly mediaType: MediaType;
  /** From content-length, where there is one. */
  readonly bytes: number | null;
  readonly deviceId: string;
}

@Injectable()
export class BlobsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(FencingService) private readonly fencing: FencingService,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(BlobsRepository) private readonly blobs: BlobsRepository,
    @Inject(ObjectStore) private readonly store: ObjectStore,
  ) {}

  /**
   * Takes bytes on behalf of a device. `isNew` is false when the cloud had them already; then
   * `source` is left unread. The row is written after the file is whole on disk, so that there is
   * never a row without its object; a file without a row is overwritten by the next attempt.
   */
  async take(
    coordinator: DevicePrincipal,
    fence: Fence,
    announced: AnnouncedBlob,
    source: Readable,
  ): Promise<StoredBlob & { isNew: boolean }> {
    const { organisationId, siteId } = coordinator;
    const { sha256, mediaType, deviceId } = announced;
    const bytesMax = bytesMaxOf[mediaType];
    if (announced.bytes !== null && announced.bytes > bytesMax) throw new BlobTooLarge(bytesMax);
    const known = await this.tenancy.transaction(organisationId, async (tx) => {
      await this.fencing.check(tx, coordinator, fence);
      if (!(await this.blobs.isDeviceOfSite(tx, organisationId, siteId, deviceId))) {
        throw new BlobOwnerForeign();
      }
      // First made young: whoever was about to remove it has done so, or leaves it.
      await this.blobs.renew(tx, organisationId, sha256);
      return this.blobs.find(tx, organisationId, sha256);
    });
    if (known && (await this.store.has(organisationId, sha256))) return { ...known, isNew: false };
    const bytes = await this.store.put({ organisationId, ...announced }, source);
    const blob = { sha256, bytes, mediaType };
    await this.tenancy.transaction(organisationId, (tx) =>
      this.remember(tx, organisationId, { ...blob, deviceId }),
    );
    return { ...blob, isNew: true };
  }

  /** Throws `BlobNotFound`. */
  async get(organisationId: string, sha256: string): Promise<StoredBlob> {
    const blob = await this.tenancy.transaction(organisationId, (tx) =>
      this.blobs.find(tx, organisationId, sha256),
    );
    if (!blob) throw new BlobNotFound();
    return blob;
  }

  /** Which of the hashes the cloud has bytes of. */
  listStored(
    tx: TenantSql,
    organisationId: string,
    hashes: readonly string[],
  ): Promise<Set<string>> {
    return this.blobs.listStored(tx, organisationId, hashes);
  }

  /** The bytes from `start` to `end`, both inclusive. */
  open(organisationId: string, sha256: string, range: { start: number; end: number }): Readable {
    return this.store.read(organisationId, sha256, range.start, range.end);
  }

  private async remember(
    tx: EntityManager,
    organisationId: string,
    blob: StoredBlob & { deviceId: string },
  ): Promise<void> {
    await this.blobs.lock(tx, organisationId, blob.sha256);
    // Retention may have removed the file before it could see a row of it.
    if (!(await this.store.has(organisationId, blob.sha256))) throw new BlobRemoved();
    if (!(await this.blobs.insert(tx, organisationId, blob))) return;
    // A record that names these bytes may be committed at this moment. Under the log's lock one of
    // the two sees the other, so that the event is told by whoever comes second (ingest does alike).
    await this.eventLog.lock(tx, organisationId);
    const references = await this.blobs.listReferences(tx, organisationId, blob.sha256);
    await this.eventLog.append(tx, organisationId, mediaStoredEvents(blob.sha256, references));
  }
}
