import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  idSchema,
  pageQuerySchema,
  timelapsePageSchema,
  timelapseSchema,
  type Timelapse,
} from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { BlobsService, sendBlob } from '../blobs/index.ts';
import { HasFields } from '../fields/index.ts';
import { TimelapsesService, type TimelapseListQuery } from './timelapses.service.ts';

const listQuerySchema = pageQuerySchema.extend({
  camera_id: idSchema('camera').optional(),
  site_id: idSchema('site').optional(),
});

@ApiTags('timelapses')
@Controller('v1/timelapses')
export class TimelapsesController {
  constructor(
    @Inject(TimelapsesService) private readonly timelapses: TimelapsesService,
    @Inject(BlobsService) private readonly blobs: BlobsService,
  ) {}

  @Get()
  @HasFields(timelapseSchema)
  @RouteOperation('timelapses.list', 'Timelapses, newest first.')
  @ApiOkResponse({ standardSchema: timelapsePageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: listQuerySchema }) query: TimelapseListQuery,
  ): Promise<z.output<typeof timelapsePageSchema>> {
    return this.timelapses.list(person.organisationId, query);
  }

  @Get(':id')
  @RouteOperation('timelapses.read', 'A timelapse.')
  @ApiOkResponse({ standardSchema: timelapseSchema })
  read(@CurrentPerson() person: PersonPrincipal, @Param('id') id: string): Promise<Timelapse> {
    return this.timelapses.get(person.organisationId, id);
  }

  @Get(':id/video')
  @RouteOperation('timelapses.video', 'The video of a timelapse (MP4); ranges are answered.')
  video(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(person, id, 'video', request, reply);
  }

  @Get(':id/poster')
  @RouteOperation('timelapses.poster', 'The poster of a timelapse (JPEG).')
  poster(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(person, id, 'poster', request, reply);
  }

  private async send(
    { organisationId }: PersonPrincipal,
    id: string,
    which: 'video' | 'poster',
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const blob = await this.timelapses.media(organisationId, id, which);
    await sendBlob(request, reply, blob, (range) =>
      this.blobs.open(organisationId, blob.sha256, range),
    );
  }
}
