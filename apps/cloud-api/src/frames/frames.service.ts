import { Inject, Injectable } from '@nestjs/common';
import { idSchema, uuidFromId, type Frame, type IdKind } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { BlobNotFound, BlobsService } from '../blobs/index.ts';
import { cutPage, instantStart } from '../paging/page-token.ts';
import { Tenancy } from '../tenancy/index.ts';
import { FrameCameraNotFound, FrameNotFound, FrameNotStored } from './frame.errors.ts';
import { toFrame } from './frame-resource.ts';
import { FramesRepository, type FrameRow } from './frames.repository.ts';

export interface FrameListQuery {
  readonly page_size: number;
  readonly page_token?: string | undefined;
  /** From this instant of capture on. */
  readonly from?: string | undefined;
  /** Before this instant. */
  readonly to?: string | undefined;
}

@Injectable()
export class FramesService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(FramesRepository) private readonly frames: FramesRepository,
    @Inject(BlobsService) private readonly blobs: BlobsService,
  ) {}

  /** Frames of a camera, newest first. Throws `FrameCameraNotFound`. */
  async list(organisationId: string, cameraId: string, query: FrameListQuery) {
    const list = `frames ${cameraId} ${query.from ?? ''} ${query.to ?? ''}`;
    const after = instantStart(query, list);
    const camera = toUuid('camera', cameraId);
    if (camera === null) throw new FrameCameraNotFound();
    return this.tenancy.transaction(organisationId, async (tx) => {
      if (!(await this.frames.cameraExists(tx, organisationId, camera))) {
        throw new FrameCameraNotFound();
      }
      const found = await this.frames.list(tx, organisationId, {
        cameraId: camera,
        from: query.from,
        to: query.to,
        after,
        // One more tells whether there is a next page.
        limit: query.page_size + 1,
      });
      const page = cutPage(found, query, list, ({ capturedAt, id }) => [capturedAt, id]);
      return { items: page.rows.map(toFrame), next_page_token: page.nextPageToken };
    });
  }

  /** Throws `FrameNotFound`. */
  async get(organisationId: string, id: string): Promise<Frame> {
    return toFrame(await this.row(organisationId, id));
  }

  /** The stored bytes of a frame's picture. Throws `FrameNotFound` or `FrameNotStored`. */
  async picture(organisationId: string, id: string, which: 'image' | 'thumbnail') {
    const row = await this.row(organisationId, id);
    try {
      return await this.blobs.get(
        organisationId,
        which === 'image' ? row.imageSha256 : row.thumbnailSha256,
      );
    } catch (error) {
      if (error instanceof BlobNotFound) throw new FrameNotStored();
      throw error;
    }
  }

  /**
   * The newest frame of each camera and how many there are; cameras without a frame are absent. Two
   * look-ups by key for each camera, however many frames it has. Ids are UUIDs.
   */
  async latestByCamera(
    tx: EntityManager,
    organisationId: string,
    cameraIds: readonly string[],
  ): Promise<Map<string, { framesTotal: number; lastFrame: Frame | null }>> {
    if (cameraIds.length === 0) return new Map();
    const found = await this.frames.latestByCamera(tx, organisationId, cameraIds);
    return new Map(
      [...found].map(([id, { framesTotal, lastFrame }]) => [
        id,
        { framesTotal, lastFrame: lastFrame && toFrame(lastFrame) },
      ]),
    );
  }

  private async row(organisationId: string, id: string): Promise<FrameRow> {
    const frame = toUuid('frame', id);
    if (frame === null) throw new FrameNotFound();
    const row = await this.tenancy.transaction(organisationId, (tx) =>
      this.frames.find(tx, organisationId, frame),
    );
    if (!row) throw new FrameNotFound();
    return row;
  }
}

/** Null for what is no id of that kind: to the caller that is the same as one that does not exist. */
function toUuid(kind: IdKind, id: string): string | null {
  return idSchema(kind).safeParse(id).success ? uuidFromId(kind, id) : null;
}
