import { Inject, Injectable } from '@nestjs/common';
import { idSchema, uuidFromId, type Timelapse } from '@eyrie/contracts';
import { BlobNotFound, BlobsService } from '../blobs/index.ts';
import { cutPage, instantStart } from '../paging/page-token.ts';
import { Tenancy } from '../tenancy/index.ts';
import { TimelapseNotFound, TimelapseNotStored } from './timelapse.errors.ts';
import { toTimelapse } from './timelapse-resource.ts';
import { TimelapsesRepository, type TimelapseRow } from './timelapses.repository.ts';

export interface TimelapseListQuery {
  readonly page_size: number;
  readonly page_token?: string | undefined;
  readonly camera_id?: string | undefined;
  readonly site_id?: string | undefined;
}

@Injectable()
export class TimelapsesService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(TimelapsesRepository) private readonly timelapses: TimelapsesRepository,
    @Inject(BlobsService) private readonly blobs: BlobsService,
  ) {}

  /** Newest first. */
  async list(organisationId: string, query: TimelapseListQuery) {
    const { camera_id: camera, site_id: site, page_size: size } = query;
    const list = `timelapses ${camera ?? ''} ${site ?? ''}`;
    const after = instantStart(query, list);
    const found = await this.tenancy.transaction(organisationId, (tx) =>
      this.timelapses.list(tx, organisationId, {
        cameraId: camera === undefined ? null : uuidFromId('camera', camera),
        siteId: site === undefined ? null : uuidFromId('site', site),
        after,
        limit: size + 1,
      }),
    );
    const page = cutPage(found, query, list, ({ createdAt, id }) => [createdAt, id]);
    return { items: page.rows.map(toTimelapse), next_page_token: page.nextPageToken };
  }

  /** Throws `TimelapseNotFound`. */
  async get(organisationId: string, id: string): Promise<Timelapse> {
    return toTimelapse(await this.row(organisationId, id));
  }

  /** The stored bytes of the video or its poster. Throws `TimelapseNotFound` or `TimelapseNotStored`. */
  async media(organisationId: string, id: string, which: 'video' | 'poster') {
    const row = await this.row(organisationId, id);
    try {
      return await this.blobs.get(
        organisationId,
        which === 'video' ? row.videoSha256 : row.posterSha256,
      );
    } catch (error) {
      if (error instanceof BlobNotFound) throw new TimelapseNotStored();
      throw error;
    }
  }

  private async row(organisationId: string, id: string): Promise<TimelapseRow> {
    if (!idSchema('timelapse').safeParse(id).success) throw new TimelapseNotFound();
    const row = await this.tenancy.transaction(organisationId, (tx) =>
      this.timelapses.find(tx, organisationId, uuidFromId('timelapse', id)),
    );
    if (!row) throw new TimelapseNotFound();
    return row;
  }
}
