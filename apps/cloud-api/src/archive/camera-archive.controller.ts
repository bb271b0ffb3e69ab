import { Controller, Delete, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Archival,
  archivalSchema,
  type Camera,
  cameraSchema,
  idSchema,
} from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';

import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { HasDryRun } from '../dry-run/index.ts';
import { IfMatch, NeedsIfMatch, type SeenRevision, withRevision } from '../preconditions/index.ts';
import { CameraArchive } from './camera-archive.service.ts';

@ApiTags('cameras')
@Controller('v1/cameras/:id')
export class CameraArchiveController {
  constructor(@Inject(CameraArchive) private readonly archive: CameraArchive) {}

  @Delete()
  @HasDryRun()
  @NeedsIfMatch()
  @RouteOperation(
    'cameras.archive',
    'Put a camera away: its worker stops at once, its pictures stay.',
  )
  @ApiOkResponse({ standardSchema: archivalSchema })
  put(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Param('id', { schema: idSchema('camera') }) id: string,

    @IfMatch() seen: SeenRevision,
  ): Promise<Archival> {
    return this.archive.put(organisationId, id, seen);
  }

  @Post('restore')
  @HasDryRun()
  @NeedsIfMatch()
  @HttpCode(200)
  @RouteOperation('cameras.restore', 'Take a camera back that was put away.')
  @ApiOkResponse({ standardSchema: cameraSchema })
  async takeBack(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Param('id', { schema: idSchema('camera') }) id: string,
    @IfMatch() seen: SeenRevision,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Camera> {
    return withRevision(reply, await this.archive.takeBack(organisationId, id, seen));
  }
}
