import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Device,
  devicePageSchema,
  deviceSchema,
  idSchema,
  pageQuerySchema,
  uuidFromId,
} from '@eyrie/contracts';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { type Page, pageStart, toPage } from '../paging/page-token.ts';
import { Tenancy } from '../tenancy/index.ts';
import { toDevice } from './device-resource.ts';
import { DevicesRepository } from './devices.repository.ts';

const listQuerySchema = pageQuerySchema.extend({ site_id: idSchema('site').optional() });

@ApiTags('devices')
@Controller('v1/devices')
export class DevicesController {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
  ) {}

  @Get()
  @RouteOperation('devices.list', 'The devices, of one site or of all, oldest first.')
  @ApiOkResponse({ standardSchema: devicePageSchema })
  list(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Query({ schema: listQuerySchema }) query: z.output<typeof listQuerySchema>,
  ): Promise<Page<Device>> {
    const filter = `devices ${query.site_id ?? ''}`;
    const siteId = query.site_id === undefined ? null : uuidFromId('site', query.site_id);
    const after = pageStart(query, filter);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const limit = query.page_size + 1;
      const found = await this.devices.listShown(tx, organisationId, { siteId, after, limit });
      const { rows, nextPageToken } = toPage(found, query, filter);
      const ids = rows.map(({ id }) => id);
      const details = await this.devices.details(tx, organisationId, ids);
      const now = new Date();
      return {
        items: rows.map((row) => toDevice(row, details.get(row.id), now)),
        next_page_token: nextPageToken,
      };
    });
  }

  @Get(':id')
  @RouteOperation('devices.read', 'One device, with its health and its place in the Raft group.')
  @ApiOkResponse({ standardSchema: deviceSchema })
  get(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Param('id', { schema: idSchema('device') }) id: string,
  ): Promise<Device> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await this.devices.getShown(tx, organisationId, uuidFromId('device', id));
      const details = await this.devices.details(tx, organisationId, [row.id]);
      return toDevice(row, details.get(row.id), new Date());
    });
  }
}
