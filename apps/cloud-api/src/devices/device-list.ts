import {
  type Device,
  type DeviceCounts,
  type DeviceCountsQuery,
  type DeviceListQuery,
  type Presence,
  uuidFromId,
} from '@eyrie/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { cutPage, type Page, pagePosition } from '../paging/page-token.ts';
import { PipelinedTenancy } from '../tenancy/index.ts';
import {
  deviceCountsStatement,
  deviceListStatement,
  type ListedDevice,
} from './device-list.sql.ts';
import { toDevice } from './device-resource.ts';

const neverSeen = '-infinity';
const positionSchema = z.tuple([
  z.union([
    z.literal(neverSeen),
    z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*[+-]\d\d(:\d\d)?$/),
  ]),
  z.uuid(),
]);

/** Pages of devices, by site and by presence, oldest first or most lately heard first. */
@Injectable()
export class DeviceList {
  constructor(@Inject(PipelinedTenancy) private readonly tenancy: PipelinedTenancy) {}

  /** Throws `InvalidRequest` for a page token of another list. */
  async read(organisationId: string, query: DeviceListQuery): Promise<Page<Device>> {
    const { site_id, presence = null, q = null, order_by: order, page_size } = query;
    const list = nameOfList(query);
    const position = pagePosition(query, list, positionSchema);
    const { text, values } = deviceListStatement({
      organisationId,
      siteId: site_id === undefined ? null : uuidFromId('site', site_id),
      presence,
      q,
      order,
      after: position && { at: position[0], id: position[1] },
      limit: page_size + 1,
    });
    const rows = await this.tenancy.transaction(organisationId, (sql) =>
      sql.query<ListedDevice[]>(text, values),
    );
    return pageOfDevices(rows, page_size, list, new Date());
  }

  /** Of the devices that a list with this filter has, how many are online, late, offline or new. */
  async count(organisationId: string, query: DeviceCountsQuery): Promise<DeviceCounts> {
    const { site_id, q = null } = query;
    const siteId = site_id === undefined ? null : uuidFromId('site', site_id);
    const { text, values } = deviceCountsStatement({ organisationId, siteId, q });
    const rows = await this.tenancy.transaction(organisationId, (sql) =>
      sql.query<{ presence: Presence; count: number }[]>(text, values),
    );
    const counts: DeviceCounts = { total: 0, online: 0, late: 0, offline: 0, new: 0 };
    for (const { presence, count } of rows) {
      counts[presence] = count;
      counts.total += count;
    }
    return counts;
  }
}

/** What a page token is bound to: a token goes on in the list that it came from, and in no other. */
export function nameOfList({
  site_id,
  presence,
  order_by,
  q,
}: Omit<DeviceListQuery, 'page_size' | 'page_token'>): string {
  return `devices ${site_id ?? ''} ${presence ?? ''} ${order_by} ${q ?? ''}`;
}

/** Cuts the page out of `pageSize + 1` rows. */
export function pageOfDevices(
  rows: readonly ListedDevice[],
  pageSize: number,
  list: string,
  now: Date,
): Page<Device> {
  const page = cutPage(rows, { page_size: pageSize }, list, ({ lastSeenText, id }) => [
    lastSeenText ?? neverSeen,
    id,
  ]);
  const items = page.rows.map((row) => toDevice(row, { ...row, state: row }, now));
  return { items, next_page_token: page.nextPageToken };
}
