import { Body, Controller, Get, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  archiveStateSchema,
  type Camera,
  type CameraChange,
  cameraChangeSchema,
  cameraPageSchema,
  cameraSchema,
  idSchema,
  newCameraSchema,
  pageQuerySchema,
  textFilterSchema,
} from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { HasDryRun } from '../dry-run/index.ts';
import { HasFields } from '../fields/index.ts';
import type { Page } from '../paging/page-token.ts';
import { IfMatch, NeedsIfMatch, type SeenRevision, withRevision } from '../preconditions/index.ts';
import { CamerasService } from './cameras.service.ts';

const listQuerySchema = pageQuerySchema.extend({
  site_id: idSchema('site').optional(),
  device_id: idSchema('device').optional(),
  state: archiveStateSchema,
  q: textFilterSchema('name'),
});

@ApiTags('cameras')
@Controller('v1/cameras')
export class CamerasController {
  constructor(@Inject(CamerasService) private readonly cameras: CamerasService) {}

  @Post()
  @RouteOperation('cameras.create', 'Add a camera to a worker.')
  @ApiCreatedResponse({ standardSchema: cameraSchema })
  create(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Body({ schema: newCameraSchema }) input: z.output<typeof newCameraSchema>,
  ): Promise<Camera> {
    return this.cameras.create(organisationId, input);
  }

  @Get()
  @HasFields(cameraSchema)
  @RouteOperation('cameras.list', 'The cameras, of one site, of one device or all.')
  @ApiOkResponse({ standardSchema: cameraPageSchema })
  list(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Query({ schema: listQuerySchema }) query: z.output<typeof listQuerySchema>,
  ): Promise<Page<Camera>> {
    return this.cameras.list(organisationId, query, query);
  }

  @Get(':id')
  @RouteOperation('cameras.read', 'One camera with its newest frame.')
  @ApiOkResponse({ standardSchema: cameraSchema })
  async get(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Param('id', { schema: idSchema('camera') }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Camera> {
    return withRevision(reply, await this.cameras.get(organisationId, id));
  }

  @Patch(':id')
  @HasDryRun()
  @NeedsIfMatch()
  @RouteOperation('cameras.change', 'Change what a camera does; its worker follows at once.')
  @ApiOkResponse({ standardSchema: cameraSchema })
  async change(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Param('id', { schema: idSchema('camera') }) id: string,
    @Body({ schema: cameraChangeSchema }) change: CameraChange,
    @IfMatch() seen: SeenRevision,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Camera> {
    return withRevision(reply, await this.cameras.change(organisationId, id, change, seen));
  }
}
