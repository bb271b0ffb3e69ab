import {
  type Device,
  type DeviceChange,
  type DeviceHistory,
  deviceChangeSchema,
  type DeviceCounts,
  type DeviceCountsQuery,
  deviceCountsQuerySchema,
  deviceCountsSchema,
  deviceHistoryQuerySchema,
  deviceHistorySchema,
  type DeviceReadings,
  deviceReadingsSchema,
  type DeviceListQuery,
  deviceListQuerySchema,
  devicePageSchema,
  deviceSchema,
  idSchema,
} from '@eyrie/contracts';
import { Body, Controller, Get, Inject, Param, Patch, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { HasDryRun } from '../dry-run/index.ts';
import { HasFields } from '../fields/index.ts';
import type { Page } from '../paging/page-token.ts';
import { IfMatch, NeedsIfMatch, type SeenRevision, withRevision } from '../preconditions/index.ts';
import { DeviceHistoryReader } from './device-history.ts';
import { DeviceReadingsReader } from './device-readings.ts';
import { DevicesService } from './devices.service.ts';

@ApiTags('devices')
@Controller('v1/devices')
export class DevicesController {
  constructor(
    @Inject(DevicesService) private readonly devices: DevicesService,
    @Inject(DeviceHistoryReader) private readonly history: DeviceHistoryReader,
    @Inject(DeviceReadingsReader) private readonly readings: DeviceReadingsReader,
  ) {}

  @Get()
  @HasFields(deviceSchema)
  @RouteOperation(
    'devices.list',
    'The devices, of one site or of all, oldest first or most lately heard first.',
  )
  @ApiOkResponse({ standardSchema: devicePageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: deviceListQuerySchema }) query: DeviceListQuery,
  ): Promise<Page<Device>> {
    return this.devices.list(person, query);
  }

  @Get('counts')
  @RouteOperation('devices.counts', 'How many devices there are, by presence.')
  @ApiOkResponse({ standardSchema: deviceCountsSchema })
  count(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: deviceCountsQuerySchema }) query: DeviceCountsQuery,
  ): Promise<DeviceCounts> {
    return this.devices.count(person, query);
  }

  @Get(':id')
  @RouteOperation('devices.read', 'One device, with its health and its place in the Raft group.')
  @ApiOkResponse({ standardSchema: deviceSchema })
  async get(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('device') }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Device> {
    return withRevision(reply, await this.devices.get(person, id));
  }

  @Get(':id/history')
  @RouteOperation('devices.history', 'How a device has been, out of its heartbeats.')
  @ApiOkResponse({ standardSchema: deviceHistorySchema })
  readHistory(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Param('id', { schema: idSchema('device') }) id: string,
    @Query({ schema: deviceHistoryQuerySchema })
    { hours }: z.output<typeof deviceHistoryQuerySchema>,
  ): Promise<DeviceHistory> {
    return this.history.read(organisationId, id, hours);
  }

  @Get(':id/readings')
  @RouteOperation('devices.readings', 'What the sensors of a device have read.')
  @ApiOkResponse({ standardSchema: deviceReadingsSchema })
  readReadings(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Param('id', { schema: idSchema('device') }) id: string,
    @Query({ schema: deviceHistoryQuerySchema })
    { hours }: z.output<typeof deviceHistoryQuerySchema>,
  ): Promise<DeviceReadings> {
    return this.readings.read(organisationId, id, hours);
  }

  @Patch(':id')
  @HasDryRun()
  @NeedsIfMatch()
  @RouteOperation('devices.change', 'Change the name or the notes of a device.')
  @ApiOkResponse({ standardSchema: deviceSchema })
  async change(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('device') }) id: string,
    @Body({ schema: deviceChangeSchema }) change: DeviceChange,
    @IfMatch() seen: SeenRevision,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Device> {
    return withRevision(reply, await this.devices.change(person, id, change, seen));
  }
}
