import { type Device, type DeviceListQuery, uuidFromId } from '@eyrie/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Page } from '../paging/page-token.ts';
import { InvalidRequest } from '../problems/index.ts';
import { PipelinedTenancy } from '../tenancy/index.ts';
import { deviceListStatement, type ListedDevice } from './device-list.sql.ts';
import { toDevice } from './device-resource.ts';

const neverSeen = '-infinity';
const tokenSchema = z.tuple([
  z.string(),
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
    const { site_id, presence = null, order_by: order, page_size } = query;
    // A token goes on in the list that it came from, and in no other.
    const list = `devices ${site_id ?? ''} ${presence ?? ''} ${order}`;
    const { text, values } = deviceListStatement({
      organisationId,
      siteId: site_id === undefined ? null : uuidFromId('site', site_id),
      presence,
      order,
      after: positionOf(query.page_token, list),
      limit: page_size + 1,
    });
    const rows = await this.tenancy.transaction(organisationId, (sql) =>
      sql.query<ListedDevice[]>(text, values),
    );
    return pageOfDevices(rows, page_size, list, new Date());
  }
}

/** Cuts the page out of `pageSize + 1` rows. */
export function pageOfDevices(
  rows: readonly ListedDevice[],
  pageSize: number,
  list: string,
  now: Date,
): Page<Device> {
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
  const items = rows.slice(0, pageSize).map((row) => toDevice(row, { ...row, state: row }, now));
  return { items, next_page_token: last ? tokenAfter(last, list) : null };
}

function tokenAfter({ lastSeenText, id }: ListedDevice, list: string): string {
  return Buffer.from(JSON.stringify([list, lastSeenText ?? neverSeen, id])).toString('base64url');
}

function positionOf(token: string | undefined, list: string) {
  if (token === undefined) return null;
  try {
    const text = Buffer.from(token, 'base64url').toString('utf8');
    const [bound, at, id] = tokenSchema.parse(JSON.parse(text));
    if (bound === list) return { at, id };
  } catch {
    // Answered like one of another list.
  }
  throw new InvalidRequest([
    { pointer: '/page_token', message: 'must be the next_page_token of the same list' },
  ]);
}
