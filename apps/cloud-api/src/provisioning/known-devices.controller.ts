import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  idSchema,
  knownDeviceSchema,
  knownDevicesSchema,
  type ListedKnownDevice,
  listedKnownDevicesSchema,
} from '@eyrie/contracts';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { KnownDevicesService } from './known-devices.service.ts';

@ApiTags('provisioning')
@Controller('v1/sites/:siteId/known-devices')
export class KnownDevicesController {
  constructor(@Inject(KnownDevicesService) private readonly known: KnownDevicesService) {}

  @Get()
  @RouteOperation('known-devices.list', 'The serials that need no approval at the site.')
  @ApiOkResponse({ standardSchema: listedKnownDevicesSchema })
  async list(
    @CurrentPerson() person: PersonPrincipal,
    @Param('siteId', { schema: idSchema('site') }) siteId: string,
  ): Promise<{ items: ListedKnownDevice[] }> {
    return { items: await this.known.list(person, siteId) };
  }

  @Post()
  @HttpCode(200)
  @RouteOperation('known-devices.add', 'Make serials known; answers with all of the site.')
  @ApiOkResponse({ standardSchema: listedKnownDevicesSchema })
  async add(
    @CurrentPerson() person: PersonPrincipal,
    @Param('siteId', { schema: idSchema('site') }) siteId: string,
    @Body({ schema: knownDevicesSchema }) { items }: z.output<typeof knownDevicesSchema>,
  ): Promise<{ items: ListedKnownDevice[] }> {
    return { items: await this.known.add(person, siteId, items) };
  }

  @Delete(':serial')
  @HttpCode(204)
  @RouteOperation('known-devices.remove', 'Forget a serial. A device that came with it stays.')
  @ApiNoContentResponse()
  remove(
    @CurrentPerson() person: PersonPrincipal,
    @Param('siteId', { schema: idSchema('site') }) siteId: string,
    @Param('serial', { schema: knownDeviceSchema.shape.serial }) serial: string,
  ): Promise<void> {
    return this.known.remove(person, siteId, serial);
  }
}
